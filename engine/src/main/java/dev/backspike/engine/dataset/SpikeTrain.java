package dev.backspike.engine.dataset;

import java.util.Arrays;

/**
 * The input spikes of one trial: a reusable buffer that grows. {@code times[k]} in ms (not decreasing) and
 * {@code units[k]} for k in [0, count).
 */
public final class SpikeTrain {

    public double[] times = new double[64];
    public int[] units = new int[64];
    public int count;

    private final SpikeSort order = new SpikeSort();

    public void clear() {
        count = 0;
    }

    public void add(double time, int unit) {
        if (count == times.length) {
            reserve(count + 1);
        }
        times[count] = time;
        units[count++] = unit;
    }

    /** Makes room for {@code capacity} spikes in all; those there are stay. */
    void reserve(int capacity) {
        if (capacity > times.length) {
            times = Arrays.copyOf(times, Math.max(capacity, 2 * times.length));
            units = Arrays.copyOf(units, times.length);
        }
    }

    /** Puts the spikes in order of time, ties in order of unit; cheap if they nearly are. */
    public void sort() {
        order.sort(this);
    }
}
