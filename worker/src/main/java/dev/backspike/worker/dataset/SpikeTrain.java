package dev.backspike.worker.dataset;

import java.util.Arrays;

/**
 * The input spikes of one trial: a reusable buffer that grows. {@code times[k]} in ms (not decreasing) and
 * {@code units[k]} for k in [0, count).
 */
public final class SpikeTrain {

    public double[] times = new double[64];
    public int[] units = new int[64];
    public int count;

    public void clear() {
        count = 0;
    }

    public void add(double time, int unit) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
            units = Arrays.copyOf(units, 2 * count);
        }
        times[count] = time;
        units[count++] = unit;
    }
}
