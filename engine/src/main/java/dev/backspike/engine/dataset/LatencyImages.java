package dev.backspike.engine.dataset;

/**
 * Images as one spike per bright pixel. Held as the pixels that spike, in the order in which they do, 3 bytes each (2
 * of unit, 1 of brightness); the brightness becomes a time when it is read, so reading neither sorts nor allocates.
 */
final class LatencyImages implements Dataset {

    private final LatencyTable table;
    private final int pixels;
    private final int classes;
    private final byte[] labels;
    /** The units of each sample's spikes, unsigned. */
    private final char[][] units;

    private final byte[][] brightness;

    /** @param units and brightness by sample, as {@link SpikeOrder} leaves them */
    LatencyImages(LatencyTable table, int pixels, int classes, byte[] labels, char[][] units, byte[][] brightness) {
        this.table = table;
        this.pixels = pixels;
        this.classes = classes;
        this.labels = labels;
        this.units = units;
        this.brightness = brightness;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int units() {
        return pixels;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int label(int sample) {
        return Byte.toUnsignedInt(labels[sample]);
    }

    @Override
    public long bytes(int sample) {
        return 3L * units[sample].length + 1;
    }

    @Override
    public void read(int sample, SpikeTrain into) {
        into.clear();
        char[] unit = units[sample];
        byte[] value = brightness[sample];
        for (int k = 0; k < unit.length; k++) {
            into.add(table.time(Byte.toUnsignedInt(value[k])), unit[k]);
        }
    }
}
