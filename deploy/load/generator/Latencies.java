package generator;

import java.util.Arrays;

/** Times in ns, collected by many threads. */
final class Latencies {

    private long[] nanos = new long[1 << 12];
    private int size;

    synchronized void add(long one) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = one;
    }

    synchronized int size() {
        return size;
    }

    /** @param percent 50 for the median; the smallest time that so many are not above, in ms */
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
