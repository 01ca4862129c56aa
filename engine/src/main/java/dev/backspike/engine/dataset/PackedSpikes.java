package dev.backspike.engine.dataset;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The spikes of many samples in 2 + 2 bytes each, in order of time within a sample:
 *
 * <pre>
 *   sample 0   times  [ t t t t t t t ... ]   seconds as float16 bits
 *              units  [ u u u u u u u ... ]   unsigned 16 bits
 *   sample 1   ...
 * </pre>
 *
 * Arrays of each sample's own, so that a data set of more spikes than an array can have elements fits, and nothing is
 * copied while it grows. A sample with times that float16 cannot hold exactly keeps them as float32.
 */
final class PackedSpikes {

    private static final float[] NONE = {};

    /** The times of each sample as halves of a float; empty where {@link #times} has them. */
    private final short[][] halfTimes;

    private final float[][] times;
    private final short[][] units;

    private PackedSpikes(short[][] halfTimes, float[][] times, short[][] units) {
        this.halfTimes = halfTimes;
        this.times = times;
        this.units = units;
    }

    void read(int sample, SpikeTrain into) {
        short[] unit = units[sample];
        short[] half = halfTimes[sample];
        float[] full = times[sample];
        into.clear();
        into.reserve(unit.length);
        for (int k = 0; k < unit.length; k++) {
            float seconds = full.length == 0 ? Float.float16ToFloat(half[k]) : full[k];
            into.times[k] = seconds * 1000.0;
            into.units[k] = Short.toUnsignedInt(unit[k]);
        }
        into.count = unit.length;
    }

    /** Bytes held for a sample's spikes. */
    int bytes(int sample) {
        return 2 * units[sample].length + 2 * halfTimes[sample].length + 4 * times[sample].length;
    }

    /** The error in a sample, or null. */
    static @Nullable String problem(float[] seconds, int[] sampleUnits, int unitCount) {
        if (seconds.length != sampleUnits.length) {
            return "has " + seconds.length + " times but " + sampleUnits.length + " units";
        }
        for (int k = 0; k < seconds.length; k++) {
            if (!(seconds[k] >= 0 && seconds[k] < Float.POSITIVE_INFINITY)) {
                return "has a spike at " + seconds[k]
                        + " s, but times must be finite and at least 0; if rows are filled"
                        + " up to one length, write a list of any length for each sample instead";
            }
            if (sampleUnits[k] < 0) {
                return "has a spike of unit " + sampleUnits[k]
                        + ", but units count from 0; check whether the type of the"
                        + " units is too narrow, or whether rows are filled up to one length";
            }
            if (sampleUnits[k] >= unitCount) {
                return "has a spike of unit " + sampleUnits[k] + ", but "
                        + (unitCount < SpikeFile.MOST_UNITS
                                ? "there are " + unitCount + " units; raise /dataset/units"
                                : "units may be at most " + (SpikeFile.MOST_UNITS - 1));
            }
        }
        return null;
    }

    static final class Builder implements Samples {

        private static final short[] NONE_HALF = {};

        private final short[][] halfTimes;
        private final float[][] times;
        private final short[][] units;
        private final int unitCount;
        private int samples;

        Builder(int samples, int unitCount) {
            this.halfTimes = new short[samples][];
            this.times = new float[samples][];
            this.units = new short[samples][];
            this.unitCount = unitCount;
        }

        /**
         * @param seconds spike times of the next sample, in any order
         * @return what is wrong with the sample, or null
         */
        @Override
        public @Nullable String add(float[] seconds, int[] sampleUnits) {
            String problem = problem(seconds, sampleUnits, unitCount);
            if (problem != null) {
                return problem;
            }
            long[] order = new long[seconds.length];
            for (int k = 0; k < seconds.length; k++) {
                // Bits of non-negative floats order as the floats do, so one sort orders by time, then unit. The sum
                // makes -0.0 a plain zero.
                order[k] = (long) Float.floatToIntBits(seconds[k] + 0f) << 32 | sampleUnits[k];
            }
            Arrays.sort(order);
            pack(order);
            return null;
        }

        private void pack(long[] order) {
            short[] half = new short[order.length];
            short[] packedUnits = new short[order.length];
            boolean exact = true;
            for (int k = 0; k < order.length; k++) {
                float time = time(order[k]);
                half[k] = Float.floatToFloat16(time);
                exact &= Float.float16ToFloat(half[k]) == time;
                packedUnits[k] = (short) order[k];
            }
            float[] full = exact ? NONE : new float[order.length];
            for (int k = 0; k < full.length; k++) {
                full[k] = time(order[k]);
            }
            halfTimes[samples] = exact ? half : NONE_HALF;
            times[samples] = full;
            units[samples++] = packedUnits;
        }

        private static float time(long packed) {
            return Float.intBitsToFloat((int) (packed >>> 32));
        }

        PackedSpikes build() {
            if (samples < units.length) {
                throw new IllegalStateException(samples + " of " + units.length + " samples");
            }
            return new PackedSpikes(halfTimes, times, units);
        }
    }
}
