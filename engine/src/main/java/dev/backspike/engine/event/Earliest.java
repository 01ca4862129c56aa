package dev.backspike.engine.event;

import static java.lang.Double.POSITIVE_INFINITY;
import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;

import java.util.Arrays;

/**
 * The earliest of the times kept for the neurons of a population: a complete binary tree in an array, root at 1, in
 * which each node is the lesser of its two children and the neurons are the leaves. Of equal times the neuron with the
 * lowest index comes first.
 *
 * <p>Which child is the lesser is as good as random, so a branch would be mispredicted half of the time. The bits of
 * non-negative doubles, read as integers, are in the same order as the doubles, and for integers there are instructions
 * that choose without branching.
 */
final class Earliest {

    private final int leaves;
    private final long[] bits;

    Earliest(int neurons) {
        leaves = Math.max(2, Integer.highestOneBit(2 * neurons - 1));
        bits = new long[2 * leaves];
        clear();
    }

    void clear() {
        Arrays.fill(bits, doubleToRawLongBits(POSITIVE_INFINITY));
    }

    /** Sets a time, not negative, without telling the tree: {@link #rebuild()} must follow. */
    void put(int neuron, double t) {
        bits[leaves + neuron] = doubleToRawLongBits(t);
    }

    void rebuild() {
        for (int k = leaves - 1; k > 0; k--) {
            bits[k] = Math.min(bits[2 * k], bits[2 * k + 1]);
        }
    }

    /** @param t not negative */
    void set(int neuron, double t) {
        int k = leaves + neuron;
        long lesser = doubleToRawLongBits(t);
        bits[k] = lesser;
        for (; k > 1; k >>= 1) {
            lesser = Math.min(lesser, bits[k ^ 1]);
            bits[k >> 1] = lesser;
        }
    }

    double time() {
        return longBitsToDouble(bits[1]);
    }

    int neuron() {
        int k = 1;
        while (k < leaves) {
            k = lesserChild(k);
        }
        return k - leaves;
    }

    /** The earliest time of all neurons but {@link #neuron()}. */
    double runnerUp() {
        long t = doubleToRawLongBits(POSITIVE_INFINITY);
        int k = 1;
        while (k < leaves) {
            k = lesserChild(k);
            t = Math.min(t, bits[k ^ 1]);
        }
        return longBitsToDouble(t);
    }

    /** The left one unless the right one is less, which shows in the sign of the difference. */
    private int lesserChild(int k) {
        return 2 * k + (int) ((bits[2 * k + 1] - bits[2 * k]) >>> 63);
    }
}
