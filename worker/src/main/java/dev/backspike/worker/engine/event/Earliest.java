package dev.backspike.worker.engine.event;

import static java.lang.Double.POSITIVE_INFINITY;

import java.util.Arrays;

/**
 * The earliest of the times kept for the neurons of a population: a complete binary tree in an array, root at 1, in
 * which each node is the lesser of its two children and the leaves from {@link #leaves()} on are the neurons. Of equal
 * times the neuron with the lowest index comes first.
 */
final class Earliest {

    private final int leaves;
    private final double[] time;

    Earliest(int neurons) {
        leaves = Math.max(2, Integer.highestOneBit(2 * neurons - 1));
        time = new double[2 * leaves];
        clear();
    }

    void clear() {
        Arrays.fill(time, POSITIVE_INFINITY);
    }

    /** Index of neuron 0 in {@link #times()}. */
    int leaves() {
        return leaves;
    }

    /** The tree; whoever writes leaves calls {@link #rebuild()} after. */
    double[] times() {
        return time;
    }

    void rebuild() {
        for (int k = leaves - 1; k > 0; k--) {
            time[k] = lesser(time[2 * k], time[2 * k + 1]);
        }
    }

    void set(int neuron, double t) {
        int k = leaves + neuron;
        time[k] = t;
        for (k >>= 1; k > 0; k >>= 1) {
            time[k] = lesser(time[2 * k], time[2 * k + 1]);
        }
    }

    double time() {
        return time[1];
    }

    int neuron() {
        int k = 1;
        while (k < leaves) {
            k *= 2;
            if (time[k + 1] < time[k]) {
                k++;
            }
        }
        return k - leaves;
    }

    /** The earliest time of all neurons but {@link #neuron()}. */
    double runnerUp() {
        double t = POSITIVE_INFINITY;
        int k = 1;
        while (k < leaves) {
            k *= 2;
            if (time[k + 1] < time[k]) {
                t = lesser(t, time[k++]);
            } else {
                t = lesser(t, time[k + 1]);
            }
        }
        return t;
    }

    /** Without the treatment of NaN and signed zeros that makes Math.min slow. */
    private static double lesser(double s, double t) {
        return t < s ? t : s;
    }
}
