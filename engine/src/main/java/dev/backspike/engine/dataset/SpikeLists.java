package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.hdf5.Hdf5Node;
import dev.backspike.engine.hdf5.Hdf5Type;
import dev.backspike.engine.hdf5.Hdf5Values;
import java.util.Arrays;

/**
 * The layout of the Spiking Heidelberg Digits and Speech Commands (Cramer et al. 2020): {@code spikes/times} in seconds
 * and {@code spikes/units}, each a list of any length for each sample, or a row of a two-dimensional array where all
 * samples have as many spikes.
 */
record SpikeLists(Labels labels, Hdf5Dataset times, Hdf5Dataset units) implements SpikeLayout {

    private static final int SAMPLES_AT_ONCE = 64;
    private static final int NUMBERS_AT_ONCE = 1 << 18;

    static SpikeLists of(Hdf5Group root, Hdf5Group spikes, long mostSamples) throws InvalidDataFileException {
        Hdf5Dataset times = require(spikes, "spikes/", "times");
        Hdf5Dataset units = require(spikes, "spikes/", "units");
        Labels labels = Labels.read(require(root, "", "labels"), mostSamples);
        SpikeNumbers.requireReals(element(times), times.described());
        SpikeNumbers.requireSeconds(times);
        SpikeNumbers.requireWholes(element(units), units.described());
        if (times.shape()[0] != labels.values().length || units.shape()[0] != labels.values().length) {
            throw new InvalidDataFileException("has " + labels.values().length + " labels, " + times.shape()[0]
                    + " lists of times and " + units.shape()[0] + " of units; they must be as many");
        }
        return new SpikeLists(labels, times, units);
    }

    static Hdf5Dataset require(Hdf5Group group, String prefix, String name) throws InvalidDataFileException {
        Hdf5Node node = group.child(name);
        if (node instanceof Hdf5Dataset dataset) {
            return dataset;
        }
        throw new InvalidDataFileException((node == null
                        ? "has no data set " + prefix + name + "; beside it there is " + SpikeLayout.shown(group)
                        : "has a group " + prefix + name + ", where a data set should be; it has "
                                + SpikeLayout.shown((Hdf5Group) node))
                + "; " + EXPECTED);
    }

    /** The type of the numbers. */
    private static Hdf5Type element(Hdf5Dataset dataset) throws InvalidDataFileException {
        int rank = dataset.shape().length;
        boolean list = dataset.type() instanceof Hdf5Type.Sequence;
        if (rank != (list ? 1 : 2) && !(rank == 1 && dataset.shape()[0] == 0)) {
            throw new InvalidDataFileException("has " + dataset.described()
                    + "; expected a list of any length for each sample, shape [n], or a row of numbers for each, shape [n,"
                    + " spikes]");
        }
        return dataset.type() instanceof Hdf5Type.Sequence(int _, Hdf5Type of) ? of : dataset.type();
    }

    @Override
    public void give(int from, int to, Samples receiver) throws InvalidDataFileException {
        SpikeNumbers.requireSpikes(times, perSample(times));
        SpikeNumbers.requireSpikes(units, perSample(units));
        long most = Math.max(1, Math.max(perSample(times), perSample(units)));
        int atOnce = Math.clamp(NUMBERS_AT_ONCE / most, 1, SAMPLES_AT_ONCE);
        for (int first = from; first < to; first += atOnce) {
            int count = Math.min(atOnce, to - first);
            Numbers<double[]> someTimes = Numbers.reals(times, first, count);
            Numbers<long[]> someUnits = Numbers.wholes(units, first, count);
            for (int k = 0; k < count; k++) {
                receiver.give(
                        first + k,
                        SpikeNumbers.seconds(someTimes.of(k), first + k),
                        SpikeNumbers.units(someUnits.of(k), first + k));
            }
        }
    }

    private static long perSample(Hdf5Dataset dataset) {
        return dataset.type() instanceof Hdf5Type.Sequence ? 1 : dataset.rowElements();
    }

    /** The numbers of sample {@code k} of those read. */
    private interface Numbers<T> {

        T of(int k);

        static Numbers<double[]> reals(Hdf5Dataset dataset, int first, int count) {
            Hdf5Values rows = dataset.rows(first, count);
            if (dataset.type() instanceof Hdf5Type.Sequence) {
                return rows::listOfReals;
            }
            double[] all = rows.reals();
            int width = (int) dataset.rowElements();
            return k -> Arrays.copyOfRange(all, k * width, (k + 1) * width);
        }

        static Numbers<long[]> wholes(Hdf5Dataset dataset, int first, int count) {
            Hdf5Values rows = dataset.rows(first, count);
            if (dataset.type() instanceof Hdf5Type.Sequence) {
                return rows::listOfWholes;
            }
            long[] all = rows.wholes();
            int width = (int) dataset.rowElements();
            return k -> Arrays.copyOfRange(all, k * width, (k + 1) * width);
        }
    }
}
