package dev.backspike.engine.event;

import static java.lang.Double.POSITIVE_INFINITY;

import dev.backspike.engine.network.Connection;
import java.util.Arrays;

/**
 * The spikes of the forward pass that are under way, in the order in which they arrive: a binary heap with one entry
 * per spike and delayed connection, however many targets it has yet to reach. Of simultaneous arrivals that of the
 * earlier spike, then of the first connection, comes first. What would arrive at or after T does not.
 */
final class Arrivals {

    /** Instead of a target: the spike reaches all at once. */
    static final int ALL = -1;

    private final Wiring wiring;
    private final double duration;

    private int size;
    /** {@code [entry]}: when the next target is reached, ms. */
    private double[] time = new double[16];

    private int[] spike = new int[16];
    private int[] neuron = new int[16];
    private Connection[] connection = new Connection[16];
    /** {@code [entry]}: how many targets have been reached. */
    private int[] position = new int[16];

    Arrivals(Wiring wiring) {
        this.wiring = wiring;
        duration = wiring.network.duration();
    }

    void clear() {
        size = 0;
        Arrays.fill(connection, null);
    }

    /** A spike sets out on all delayed connections of its population. */
    void emit(int population, int presynaptic, double t, int index) {
        for (Connection c : wiring.delayed[population]) {
            SortedTargets targets = wiring.sortedTargets[c.index()];
            if (targets != null && targets.count(presynaptic) == 0) {
                continue;
            }
            double first = t + delay(c, presynaptic, 0);
            if (first < duration) {
                if (size == time.length) {
                    grow();
                }
                int hole = size++;
                time[hole] = first;
                spike[hole] = index;
                neuron[hole] = presynaptic;
                connection[hole] = c;
                position[hole] = 0;
                rise(hole);
            }
        }
    }

    /** The time of the next arrival, ms; infinite if there is none. */
    double time() {
        return size == 0 ? POSITIVE_INFINITY : time[0];
    }

    /** Index on the tape of the spike that arrives next. */
    int spike() {
        return spike[0];
    }

    Connection connection() {
        return connection[0];
    }

    /** The neuron, counted within its population, whose spike arrives next. */
    int presynaptic() {
        return neuron[0];
    }

    /** Which target it reaches, or {@link #ALL}. */
    int target() {
        SortedTargets targets = wiring.sortedTargets[connection[0].index()];
        return targets == null ? ALL : targets.target(neuron[0], position[0]);
    }

    /**
     * Goes on to the arrival after the next.
     *
     * @param emission when the spike that has now arrived was emitted
     */
    void remove(double emission) {
        SortedTargets targets = wiring.sortedTargets[connection[0].index()];
        if (targets != null && ++position[0] < targets.count(neuron[0])) {
            time[0] = emission + delay(connection[0], neuron[0], position[0]);
            if (time[0] < duration) {
                sink();
                return;
            }
        }
        size--;
        swap(0, size);
        sink();
    }

    private double delay(Connection c, int presynaptic, int reached) {
        SortedTargets targets = wiring.sortedTargets[c.index()];
        return targets == null
                ? c.delay().value()
                : wiring.delay(c, presynaptic * c.to().size() + targets.target(presynaptic, reached));
    }

    private void rise(int entry) {
        int k = entry;
        while (k > 0 && isBefore(k, (k - 1) / 2)) {
            swap(k, (k - 1) / 2);
            k = (k - 1) / 2;
        }
    }

    private void sink() {
        int k = 0;
        while (2 * k + 1 < size) {
            int child = 2 * k + 1;
            if (child + 1 < size && isBefore(child + 1, child)) {
                child++;
            }
            if (!isBefore(child, k)) {
                return;
            }
            swap(k, child);
            k = child;
        }
    }

    private boolean isBefore(int k, int other) {
        if (time[k] != time[other]) {
            return time[k] < time[other];
        }
        return spike[k] != spike[other] ? spike[k] < spike[other] : connection[k].index() < connection[other].index();
    }

    private void swap(int k, int other) {
        double t = time[k];
        time[k] = time[other];
        time[other] = t;
        int s = spike[k];
        spike[k] = spike[other];
        spike[other] = s;
        int n = neuron[k];
        neuron[k] = neuron[other];
        neuron[other] = n;
        Connection c = connection[k];
        connection[k] = connection[other];
        connection[other] = c;
        int p = position[k];
        position[k] = position[other];
        position[other] = p;
    }

    private void grow() {
        time = Arrays.copyOf(time, 2 * size);
        spike = Arrays.copyOf(spike, 2 * size);
        neuron = Arrays.copyOf(neuron, 2 * size);
        connection = Arrays.copyOf(connection, 2 * size);
        position = Arrays.copyOf(position, 2 * size);
    }
}
