package dev.backspike.worker.dataset;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The spikes of many samples in 2 + 2 bytes each, in order of time within a sample:
 *
 * <pre>
 *   start   [ 0      | 6252   | ...   ]   first spike of each sample, and the end
 *   times   [ t t t t t t t t t t ... ]   seconds as float16 bits
 *   units   [ u u u u u u u u u u ... ]   unsigned 16 bits
 * </pre>
 *
 * Times that float16 cannot hold exactly (a file with float32 times) are kept as float32 instead.
 */
final class PackedSpikes {

    private final int[] start;
    private final short[] halfTimes;
    private final float[] times;
    private final short[] units;

    private PackedSpikes(int[] start, short[] halfTimes, float[] times, short[] units) {
        this.start = start;
        this.halfTimes = halfTimes;
        this.times = times;
        this.units = units;
    }

    void read(int sample, SpikeTrain into) {
        into.clear();
        for (int k = start[sample]; k < start[sample + 1]; k++) {
            float seconds = times.length == 0 ? Float.float16ToFloat(halfTimes[k]) : times[k];
            into.add(seconds * 1000.0, Short.toUnsignedInt(units[k]));
        }
    }

    /** Bytes held per spike. */
    int bytesPerSpike() {
        return times.length == 0 ? 4 : 6;
    }

    static final class Builder {

        private final int[] start;
        private final int unitCount;
        private int samples;
        private float[] times = new float[1 << 12];
        private short[] units = new short[1 << 12];
        private boolean half = true;

        Builder(int samples, int unitCount) {
            this.start = new int[samples + 1];
            this.unitCount = unitCount;
        }

        /**
         * @param seconds spike times of the next sample, in any order
         * @return what is wrong with the sample, or null
         */
        @Nullable
        String add(float[] seconds, int[] sampleUnits) {
            if (seconds.length != sampleUnits.length) {
                return "has " + seconds.length + " times but " + sampleUnits.length + " units";
            }
            int from = start[samples];
            int to = Math.addExact(from, seconds.length);
            if (to > times.length) {
                times = Arrays.copyOf(times, Math.max(to, 2 * times.length));
                units = Arrays.copyOf(units, times.length);
            }
            long[] order = new long[seconds.length];
            for (int k = 0; k < seconds.length; k++) {
                if (!(seconds[k] >= 0 && seconds[k] < Float.POSITIVE_INFINITY)) {
                    return "has a spike at " + seconds[k] + " s";
                }
                if (sampleUnits[k] < 0 || sampleUnits[k] >= unitCount) {
                    return "has a spike of unit " + sampleUnits[k] + ", but there are " + unitCount
                            + " units; raise /dataset/units";
                }
                // Bits of non-negative floats order as the floats do, so one sort orders by time, then unit.
                order[k] = (long) Float.floatToIntBits(seconds[k]) << 32 | sampleUnits[k];
            }
            Arrays.sort(order);
            for (int k = 0; k < order.length; k++) {
                float time = Float.intBitsToFloat((int) (order[k] >>> 32));
                half &= Float.float16ToFloat(Float.floatToFloat16(time)) == time;
                times[from + k] = time;
                units[from + k] = (short) order[k];
            }
            start[++samples] = to;
            return null;
        }

        PackedSpikes build() {
            int count = start[samples];
            short[] packedUnits = Arrays.copyOf(units, count);
            if (!half) {
                return new PackedSpikes(start, new short[0], Arrays.copyOf(times, count), packedUnits);
            }
            short[] halfTimes = new short[count];
            for (int k = 0; k < count; k++) {
                halfTimes[k] = Float.floatToFloat16(times[k]);
            }
            return new PackedSpikes(start, halfTimes, new float[0], packedUnits);
        }
    }
}
