package dev.backspike.engine.dataset;

import java.util.Arrays;

/** Sorts the spiking pixels of an image by spike time, ties by unit: a counting sort over the 256 brightnesses. */
final class SpikeOrder {

    private final LatencyTable table;
    private final int[] start = new int[LatencyTable.VALUES + 1];

    SpikeOrder(LatencyTable table) {
        this.table = table;
    }

    /** Indices of the spiking pixels, at most 65 536 pixels. */
    char[] units(byte[] image) {
        Arrays.fill(start, 0);
        for (byte pixel : image) {
            int rank = table.rank(Byte.toUnsignedInt(pixel));
            if (rank != LatencyTable.SILENT) {
                start[rank + 1]++;
            }
        }
        for (int rank = 0; rank < LatencyTable.VALUES; rank++) {
            start[rank + 1] += start[rank];
        }
        char[] units = new char[start[LatencyTable.VALUES]];
        for (int unit = 0; unit < image.length; unit++) {
            int rank = table.rank(Byte.toUnsignedInt(image[unit]));
            if (rank != LatencyTable.SILENT) {
                units[start[rank]++] = (char) unit;
            }
        }
        return units;
    }
}
