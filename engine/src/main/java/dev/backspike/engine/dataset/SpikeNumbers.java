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

    private static final List<String> UNIT_ATTRIBUTES =
            List.of("units", "unit", "Units", "Unit", "time_units", "time_unit");
    private static final Set<String> SECONDS = Set.of("", "s", "sec", "secs", "second", "seconds");

    private SpikeNumbers() {}

    /** @param type of a number */
    static void requireReals(Hdf5Type type, String object) throws InvalidDataFileException {
        if (!(type instanceof Hdf5Type.Real)) {
            throw new InvalidDataFileException("has " + object
                    + ": times must be floating-point numbers, in seconds; divide whole numbers by how many of them"
                    + " make a second, such as times / 1e6 for microseconds");
        }
    }

    /**
     * Some tools say of which unit times are, in an attribute: {@code units} in NWB and NetCDF.
     *
     * @param times a data set of times, or a table with a column of times
     */
    static void requireSeconds(Hdf5Dataset times) throws InvalidDataFileException {
        for (String name : UNIT_ATTRIBUTES) {
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

    static float[] seconds(double[] values) throws InvalidDataFileException {
        float[] seconds = new float[values.length];
        for (int k = 0; k < seconds.length; k++) {
            seconds[k] = (float) values[k];
            if (Float.isInfinite(seconds[k]) && Double.isFinite(values[k])) {
                throw new InvalidDataFileException(
                        "has a spike at " + values[k] + " s, but times must be below 3.4E38 s (single precision)");
            }
        }
        return seconds;
    }

    static int[] units(long[] values) throws InvalidDataFileException {
        int[] units = new int[values.length];
        for (int k = 0; k < units.length; k++) {
            units[k] = (int) values[k];
            if (units[k] != values[k]) {
                throw new InvalidDataFileException("has a spike of unit " + values[k] + ", but units may be at most "
                        + (SpikeFile.MOST_UNITS - 1));
            }
        }
        return units;
    }
}
