package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Type;

/** Times and units as the readers of all layouts take them. */
final class SpikeNumbers {

    /** Of one sample; more is damage, or a recording that was not cut into samples. */
    static final int MOST_SPIKES = 1 << 24;

    private SpikeNumbers() {}

    /** @param type of a number */
    static void requireReals(Hdf5Type type, String object) throws InvalidDataFileException {
        if (!(type instanceof Hdf5Type.Real)) {
            throw new InvalidDataFileException("has " + object + ": times must be floating-point numbers, in seconds");
        }
    }

    /** @param type of a number */
    static void requireWholes(Hdf5Type type, String object) throws InvalidDataFileException {
        if (!(type instanceof Hdf5Type.Whole)) {
            throw new InvalidDataFileException("has " + object + ": units must be whole numbers");
        }
    }

    static void requireSpikes(Hdf5Dataset dataset, long spikes) throws InvalidDataFileException {
        if (spikes > MOST_SPIKES) {
            throw new InvalidDataFileException(
                    "has " + dataset.described() + ": at most " + MOST_SPIKES + " spikes in a sample are read");
        }
    }

    static float[] seconds(double[] values) {
        float[] seconds = new float[values.length];
        for (int k = 0; k < seconds.length; k++) {
            seconds[k] = (float) values[k];
        }
        return seconds;
    }

    /** Numbers that are no unit become -1, which the check of each spike refuses. */
    static int[] units(long[] values) {
        int[] units = new int[values.length];
        for (int k = 0; k < units.length; k++) {
            units[k] = values[k] < 0 ? -1 : (int) Math.min(values[k], Integer.MAX_VALUE);
        }
        return units;
    }
}
