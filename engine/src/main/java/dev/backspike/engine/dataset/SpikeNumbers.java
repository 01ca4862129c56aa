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
     * Refuses times in another unit. Some tools state the unit in an attribute: {@code units} in NWB and NetCDF.
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

    /** The attribute's text; empty if it is not a single text. */
    private static String text(Hdf5Dataset attribute) {
        return attribute.type().isText() && attribute.elements() == 1
                ? attribute.all().texts()[0]
                : "";
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

    /** The times of one sample in single precision. */
    static float[] seconds(double[] values, long sample) throws InvalidDataFileException {
        float[] seconds = new float[values.length];
        for (int k = 0; k < seconds.length; k++) {
            seconds[k] = second(values[k], sample);
        }
        return seconds;
    }

    static float second(double value, long sample) throws InvalidDataFileException {
        float second = (float) value;
        if (Float.isInfinite(second) && Double.isFinite(value)) {
            throw new InvalidDataFileException("has a spike at " + value + " s in sample " + sample
                    + ", but times must be below 3.4E38 s (single precision); check how the times were written");
        }
        return second;
    }

    /** The units of one sample. */
    static int[] units(long[] values, long sample) throws InvalidDataFileException {
        int[] units = new int[values.length];
        for (int k = 0; k < units.length; k++) {
            units[k] = unit(values[k], sample);
        }
        return units;
    }

    static int unit(long value, long sample) throws InvalidDataFileException {
        int unit = (int) value;
        if (unit != value) {
            throw new InvalidDataFileException("has a spike of unit " + value + " in sample " + sample
                    + ", but units may be at most " + (SpikeFile.MOST_UNITS - 1) + "; number the units from 0");
        }
        return unit;
    }
}
