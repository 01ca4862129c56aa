package dev.backspike.load;

import java.util.Arrays;

/** Latencies in ns, added by many threads. */
final class Latencies {

    private long[] nanos = new long[1 << 12];
    private int size;

    synchronized void add(long one) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = one;
    }

    /**
     * The smallest latency that at least {@code percent} per cent of the latencies do not exceed.
     *
     * @param percent 0 to 100; 50 gives the median
     * @return in ms; NaN if there is none
     */
    synchronized double millis(double percent) {
        if (size == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int index = (int) Math.ceil(percent / 100 * size) - 1;
        return sorted[Math.clamp(index, 0, size - 1)] / 1e6;
    }
}
