package dev.backspike.engine.dataset;

import java.util.Arrays;

/**
 * Sorts spikes by time, ties by unit: a merge sort from the bottom that leaves alone what is in order, so that it costs
 * one pass over spikes that are, and one merge per boundary for a few sorted runs in a row. Keeps its scratch space.
 */
final class SpikeSort {

    private static final int RUN = 32;

    private double[] times = new double[0];
    private int[] units = new int[0];

    void sort(SpikeTrain train) {
        int count = train.count;
        for (int from = 0; from < count; from += RUN) {
            insert(train, from, Math.min(from + RUN, count));
        }
        for (int width = RUN; width < count; width *= 2) {
            for (int from = 0; from + width < count; from += 2 * width) {
                merge(train, from, from + width, Math.min(from + 2 * width, count));
            }
        }
    }

    /** Sorts [from, to) by insertion. */
    private static void insert(SpikeTrain train, int from, int to) {
        for (int k = from + 1; k < to; k++) {
            double time = train.times[k];
            int unit = train.units[k];
            int at = k;
            while (at > from && precedes(time, unit, train.times[at - 1], train.units[at - 1])) {
                train.times[at] = train.times[at - 1];
                train.units[at] = train.units[at - 1];
                at--;
            }
            train.times[at] = time;
            train.units[at] = unit;
        }
    }

    /** Merges the sorted [from, middle) and [middle, to); only the left one needs to make room. */
    private void merge(SpikeTrain train, int from, int middle, int to) {
        double[] t = train.times;
        int[] u = train.units;
        int first = from;
        while (first < middle && !precedes(t[middle], u[middle], t[first], u[first])) {
            first++;
        }
        int left = middle - first;
        reserve(left);
        System.arraycopy(t, first, times, 0, left);
        System.arraycopy(u, first, units, 0, left);
        int i = 0;
        int j = middle;
        for (int k = first; i < left; k++) {
            if (j < to && precedes(t[j], u[j], times[i], units[i])) {
                t[k] = t[j];
                u[k] = u[j++];
            } else {
                t[k] = times[i];
                u[k] = units[i++];
            }
        }
    }

    private static boolean precedes(double time, int unit, double otherTime, int otherUnit) {
        return time < otherTime || (time == otherTime && unit < otherUnit);
    }

    private void reserve(int count) {
        if (times.length < count) {
            times = Arrays.copyOf(times, Math.max(count, 2 * times.length));
            units = Arrays.copyOf(units, times.length);
        }
    }
}
