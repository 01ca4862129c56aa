package dev.backspike.engine.equations;

import java.util.Arrays;

/**
 * The events whose times are known: arrivals of spikes and ends of refractory times; a binary heap by time, and by the
 * order of entry where times are equal.
 */
final class Pending {

    private int count;
    private long entered;
    private double[] time = new double[64];
    private long[] order = new long[64];
    private int[] spike = new int[64];
    /** Index of the connection, or {@link #RELEASE}. */
    private int[] connection = new int[64];

    private int[] target = new int[64];

    /** Stands in place of a connection: the refractory time of the spike's neuron ends. */
    static final int RELEASE = -1;

    void clear() {
        count = 0;
        entered = 0;
    }

    /** When the next thing happens; infinity if nothing will. */
    double time() {
        return count == 0 ? Double.POSITIVE_INFINITY : time[0];
    }

    int spike() {
        return spike[0];
    }

    int connection() {
        return connection[0];
    }

    int target() {
        return target[0];
    }

    void add(double t, int ofSpike, int over, int at) {
        if (count == time.length) {
            int longer = 2 * count;
            time = Arrays.copyOf(time, longer);
            order = Arrays.copyOf(order, longer);
            spike = Arrays.copyOf(spike, longer);
            connection = Arrays.copyOf(connection, longer);
            target = Arrays.copyOf(target, longer);
        }
        int k = count++;
        set(k, t, entered++, ofSpike, over, at);
        while (k > 0 && before(k, (k - 1) / 2)) {
            swap(k, (k - 1) / 2);
            k = (k - 1) / 2;
        }
    }

    /** Removes the next. */
    void remove() {
        count--;
        set(0, time[count], order[count], spike[count], connection[count], target[count]);
        int k = 0;
        while (true) {
            int first = k;
            for (int child = 2 * k + 1; child <= 2 * k + 2 && child < count; child++) {
                first = before(child, first) ? child : first;
            }
            if (first == k) {
                return;
            }
            swap(k, first);
            k = first;
        }
    }

    private boolean before(int a, int b) {
        return time[a] < time[b] || (time[a] == time[b] && order[a] < order[b]);
    }

    private void set(int k, double t, long number, int ofSpike, int over, int at) {
        time[k] = t;
        order[k] = number;
        spike[k] = ofSpike;
        connection[k] = over;
        target[k] = at;
    }

    private void swap(int a, int b) {
        double t = time[a];
        long number = order[a];
        int ofSpike = spike[a];
        int over = connection[a];
        int at = target[a];
        set(a, time[b], order[b], spike[b], connection[b], target[b]);
        set(b, t, number, ofSpike, over, at);
    }
}
