package dev.backspike.engine.event;

import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Synapses;

/**
 * For each presynaptic neuron of a connection with individual delays, its targets in the order in which a spike reaches
 * them: by delay, then by index.
 */
final class SortedTargets {

    private final int columns;
    /** {@code [from + 1]}: where the targets of a neuron begin and, in the next element, end. */
    private final int[] start;

    private final int[] target;

    SortedTargets(Connection c, Synapses synapses) {
        columns = c.to().size();
        start = new int[c.from().size() + 1];
        target = new int[synapses.count()];
        for (int row = 0; row < c.from().size(); row++) {
            for (int k = synapses.begin(row); k < synapses.end(row); k++) {
                target[k] = synapses.target(row, k);
            }
            start[row + 1] = synapses.end(row);
        }
    }

    /**
     * Follows new delays. By insertion, since a step of training moves few targets past one another.
     *
     * @param delays {@code [from][to]}
     */
    void sort(double[] delays) {
        for (int row = 0; row + 1 < start.length; row++) {
            int base = row * columns;
            for (int k = start[row] + 1; k < start[row + 1]; k++) {
                int moved = target[k];
                double delay = delays[base + moved];
                int to = k;
                while (to > start[row] && isAfter(delays, base, target[to - 1], moved, delay)) {
                    target[to] = target[to - 1];
                    to--;
                }
                target[to] = moved;
            }
        }
    }

    private static boolean isAfter(double[] delays, int base, int other, int moved, double delay) {
        double d = delays[base + other];
        return d > delay || (d == delay && other > moved);
    }

    /** Number of targets of a presynaptic neuron. */
    int count(int neuron) {
        return start[neuron + 1] - start[neuron];
    }

    /** The target that a spike of {@code neuron} reaches after {@code position} others. */
    int target(int neuron, int position) {
        return target[start[neuron] + position];
    }
}
