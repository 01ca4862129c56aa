package dev.backspike.engine.dataset;

import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Type;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads times and units for the readers of all layouts. */
final class SpikeNumbers {

    /** The most spikes of one sample; more is damage, or a recording that was not cut into samples. */
    static final int MOST_SPIKES = 1 << 24;

    private static final Set<String> SECONDS = Set.of("", "s", "sec", "secs", "second", "seconds");

    private SpikeNumbers() {}

    /** @param type of a number */
    static void requireReals(Hdf5Type type, String object) throws InvalidDataFileException {
        if (!(type instanceof Hdf5Type.Real)) {
            throw new InvalidDataFileException("has " + object
                    + ": times must be floating-point numbers, in seconds; divide whole numbers by how many of them make"
                    + " a second, such as times / 1e6 for microseconds");
        }
    }

    /** Some tools say of which unit times are, in an attribute: {@code units} in NWB and NetCDF. */
    static void requireSeconds(Hdf5Dataset times) throws InvalidDataFileException {
        for (String name : List.of("units", "unit")) {
            Hdf5Dataset unit = times.attribute(name);
            String text = unit == null ? "s" : text(unit);
            if (!SECONDS.contains(text.strip().toLowerCase(Locale.ROOT))) {
                throw new InvalidDataFileException("has " + times.described() + " with the attribute " + name + " \""
                        + SampleCounter.shown(text)
                        + "\", but times must be in seconds: convert them and the attribute");
            }
        }
    }

    /** Empty for an attribute of another kind than a text. */
    private static String text(Hdf5Dataset attribute) {
        boolean text = attribute.type() instanceof Hdf5Type.Text || attribute.type() instanceof Hdf5Type.LongText;
        return text && attribute.elements() == 1 ? attribute.all().texts()[0] : "";
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

    /** Numbers beyond those of an int become its bounds, which the check of each spike refuses. */
    static int[] units(long[] values) {
        int[] units = new int[values.length];
        for (int k = 0; k < units.length; k++) {
            units[k] = Math.clamp(values[k], Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return units;
    }
}
