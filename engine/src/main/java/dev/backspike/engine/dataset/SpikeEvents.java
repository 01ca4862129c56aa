package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Type;
import dev.backspike.engine.hdf5.Hdf5Type.Field;
import dev.backspike.engine.hdf5.Hdf5Values;
import org.jspecify.annotations.Nullable;

/**
 * A table {@code events} whose rows are spikes, in any order, with the fields {@code sample} (from 0), {@code time} in
 * seconds and {@code unit}; samples without a spike have no row.
 */
record SpikeEvents(Labels labels, Hdf5Dataset events, Field sample, Field time, Field unit) implements SpikeLayout {

    private static final int ROWS_AT_ONCE = 1 << 15;

    static SpikeEvents of(Hdf5Group root, long mostSamples) throws InvalidDataFileException {
        Hdf5Dataset events = SpikeLists.require(root, "", "events");
        if (events.type() instanceof Hdf5Type.Compound table && events.shape().length == 1) {
            Field sample = field(table, "sample");
            Field time = field(table, "time");
            Field unit = field(table, "unit");
            if (sample != null && time != null && unit != null && sample.type() instanceof Hdf5Type.Whole) {
                SpikeNumbers.requireReals(time.type(), events.described());
                SpikeNumbers.requireSeconds(events);
                SpikeNumbers.requireWholes(unit.type(), events.described());
                Labels labels = Labels.read(SpikeLists.require(root, "", "labels"), mostSamples);
                return new SpikeEvents(labels, events, sample, time, unit);
            }
        }
        throw new InvalidDataFileException("has " + events.described()
                + "; expected a table with the fields sample (whole numbers), time (in seconds) and unit");
    }

    static @Nullable Field field(Hdf5Type.Compound table, String name) {
        return table.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Reads the whole table, whichever samples are asked for, but keeps only those. */
    @Override
    public void give(int from, int to, Samples receiver) throws InvalidDataFileException {
        int[] counts = counts(from, to);
        float[][] seconds = new float[to - from][];
        int[][] units = new int[to - from][];
        for (int k = 0; k < counts.length; k++) {
            SpikeNumbers.requireSpikes(events, counts[k]);
            seconds[k] = new float[counts[k]];
            units[k] = new int[counts[k]];
            counts[k] = 0;
        }
        forEachBlock(rows -> {
            long[] of = rows.fieldOfWholes(sample);
            double[] times = rows.fieldOfReals(time);
            long[] channels = rows.fieldOfWholes(unit);
            for (int row = 0; row < of.length; row++) {
                if (of[row] >= from && of[row] < to) {
                    int k = (int) of[row] - from;
                    seconds[k][counts[k]] = SpikeNumbers.second(times[row], of[row]);
                    units[k][counts[k]++] = SpikeNumbers.unit(channels[row], of[row]);
                }
            }
        });
        for (int k = 0; k < counts.length; k++) {
            receiver.give(from + k, seconds[k], units[k]);
        }
    }

    private int[] counts(int from, int to) throws InvalidDataFileException {
        int samples = labels.values().length;
        int[] counts = new int[to - from];
        forEachBlock(rows -> {
            for (long s : rows.fieldOfWholes(sample)) {
                if (s < 0 || s >= samples) {
                    throw new InvalidDataFileException("has an event of sample " + s + ", but there are " + samples
                            + " labels; samples count from 0");
                }
                if (s >= from && s < to) {
                    counts[(int) s - from]++;
                }
            }
        });
        return counts;
    }

    private interface Block {

        void use(Hdf5Values rows) throws InvalidDataFileException;
    }

    private void forEachBlock(Block block) throws InvalidDataFileException {
        long rows = events.shape()[0];
        for (long first = 0; first < rows; first += ROWS_AT_ONCE) {
            block.use(events.rows(first, Math.min(ROWS_AT_ONCE, rows - first)));
        }
    }
}
