package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Type;
import dev.backspike.engine.hdf5.Hdf5Type.Field;

/**
 * One sample as the Python package tonic caches it: {@code data/0}, a table with the fields {@code t} in microseconds
 * and {@code x}, and {@code target/0}, its label. Tables of cameras, with a field {@code y}, are refused, as nothing
 * says how wide they are.
 */
record TonicSample(Labels labels, Hdf5Dataset events, Field t, Field x) implements SpikeLayout {

    private static final double SECONDS_PER_MICROSECOND = 1e-6;

    static TonicSample of(Hdf5Group root) throws InvalidDataFileException {
        Hdf5Dataset events = SpikeLists.require(root, "", "data/0");
        Hdf5Dataset target = SpikeLists.require(root, "", "target/0");
        if (events.type() instanceof Hdf5Type.Compound table
                && events.shape().length == 1
                && SpikeEvents.field(table, "y") == null) {
            Field t = SpikeEvents.field(table, "t");
            Field x = SpikeEvents.field(table, "x");
            if (t != null && x != null && x.type() instanceof Hdf5Type.Whole) {
                return new TonicSample(
                        Labels.numbered(new int[] {Labels.single(target)}, Labels.members(target)), events, t, x);
            }
        }
        throw new InvalidDataFileException("has " + events.described()
                + "; expected tonic's table of events of one sample, with the fields t (in microseconds) and x, and"
                + " without y. For events of a camera, number the pixels, as in unit = (p * height + y) * width + x,"
                + " and write them in another layout");
    }

    @Override
    public void give(int from, int to, Samples receiver) throws InvalidDataFileException {
        if (from == to) {
            return;
        }
        SpikeNumbers.requireSpikes(events, events.elements());
        var rows = events.all();
        double[] times = rows.fieldOfReals(t);
        for (int k = 0; k < times.length; k++) {
            times[k] *= SECONDS_PER_MICROSECOND;
        }
        receiver.give(0, SpikeNumbers.seconds(times, 0), SpikeNumbers.units(rows.fieldOfWholes(x), 0));
    }
}
