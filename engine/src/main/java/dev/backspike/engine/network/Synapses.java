package dev.backspike.engine.network;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.Shape;
import dev.backspike.common.spec.WindowSpec;
import dev.backspike.engine.network.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The synapses of a connection. Those that leave a presynaptic neuron are numbered consecutively, in ascending order of
 * their targets; every synapse reads a weight of the connection's array. Immutable.
 */
public final class Synapses {

    private final int columns;
    /**
     * {@code [from + 1]}: number of the first synapse of a neuron and, in the next element, the end; empty if dense.
     */
    private final int[] begin;
    /** {@code [synapse]}: the postsynaptic neuron; empty if dense. */
    private final int[] target;
    /** {@code [synapse]}: the index of its weight; null if no two synapses share one. */
    private final int @Nullable [] weight;

    private final int count;

    private Synapses(int from, int columns) {
        this.columns = columns;
        begin = new int[0];
        target = new int[0];
        weight = null;
        count = Math.multiplyExact(from, columns);
    }

    private Synapses(Builder listed) {
        columns = listed.columns;
        begin = listed.begin;
        target = Arrays.copyOf(listed.target, listed.count);
        weight = listed.weight == null ? null : Arrays.copyOf(listed.weight, listed.count);
        count = listed.count;
    }

    /** The synapses of a connection; random ones depend on the seed and the connection's index and sizes alone. */
    static Synapses draw(Connection connection, long seed) {
        int from = connection.from().size();
        int to = connection.to().size();
        return switch (connection.connectivity()) {
            case ConnectivitySpec.Dense _ -> new Synapses(from, to);
            case ConnectivitySpec.OneToOne _ -> {
                Builder synapses = new Builder(from, to, false);
                for (int n = 0; n < to; n++) {
                    synapses.add(n, 0);
                    synapses.end(n);
                }
                yield new Synapses(synapses);
            }
            case ConnectivitySpec.FixedProbability fixed -> {
                RandomGenerator random = RandomStreams.stream(seed, Purpose.CONNECTIVITY, connection.index());
                Builder synapses = new Builder(from, to, false);
                for (int i = 0; i < from; i++) {
                    for (int j = 0; j < to; j++) {
                        if (random.nextDouble() < fixed.probability()) {
                            synapses.add(j, 0);
                        }
                    }
                    synapses.end(i);
                }
                yield new Synapses(synapses);
            }
            case ConnectivitySpec.Windowed windowed ->
                new Synapses(windowed(
                        windowed,
                        connection.from().requireShape(),
                        connection.to().requireShape()));
        };
    }

    private static Builder windowed(ConnectivitySpec.Windowed windowed, Shape from, Shape to) {
        Builder synapses = new Builder((int) from.size(), (int) to.size(), true);
        WindowSpec window = windowed.window();
        for (int y = 0; y < from.height(); y++) {
            for (int x = 0; x < from.width(); x++) {
                Place place = new Place(window, y, x, to);
                for (int channel = 0; channel < from.channels(); channel++) {
                    switch (windowed) {
                        case ConnectivitySpec.Conv2d conv -> convolve(conv, place, channel, from, to, synapses);
                        case ConnectivitySpec.Pool2d _ -> pool(place, channel, to, synapses);
                    }
                    synapses.end(from.neuron(y, x, channel));
                }
            }
        }
        return synapses;
    }

    private static void pool(Place place, int channel, Shape to, Builder synapses) {
        place.forEach((row, column, _) -> synapses.add(to.neuron(row, column, channel), 0));
    }

    private static void convolve(
            ConnectivitySpec.Conv2d conv, Place place, int channel, Shape from, Shape to, Builder synapses) {
        int incoming = from.channels() / conv.groups();
        int outgoing = to.channels() / conv.groups();
        int first = channel / incoming * outgoing;
        int area = conv.window().area();
        place.forEach((row, column, offset) -> {
            for (int k = first; k < first + outgoing; k++) {
                synapses.add(to.neuron(row, column, k), (k * incoming + channel % incoming) * area + offset);
            }
        });
    }

    /** Number of postsynaptic neurons. */
    public int columns() {
        return columns;
    }

    /** Receives postsynaptic neurons [begin, end) with which a presynaptic one has no synapse. */
    public interface Gap {
        void between(int begin, int end);
    }

    /** The gaps between the targets of a presynaptic neuron, in ascending order; some may be empty. */
    public void forEachGap(int from, Gap use) {
        int next = 0;
        for (int k = begin(from); k < end(from); k++) {
            int target = target(from, k);
            use.between(next, target);
            next = target + 1;
        }
        use.between(next, columns);
    }

    /** Each neuron with each; then synapse {@code i * to.size + j} leads from i to j. */
    public boolean dense() {
        return begin.length == 0;
    }

    /** Whether several synapses read the same weight. */
    public boolean shared() {
        return weight != null;
    }

    /** Number of synapses. */
    public int count() {
        return count;
    }

    /** The first synapse of a presynaptic neuron. */
    public int begin(int from) {
        return dense() ? from * columns : begin[from];
    }

    /** The end of the synapses of a presynaptic neuron. */
    public int end(int from) {
        return begin(from + 1);
    }

    /** The synapse between two neurons, which has to exist. */
    public int between(int from, int to) {
        return dense() ? from * columns + to : Arrays.binarySearch(target, begin[from], begin[from + 1], to);
    }

    /** The postsynaptic neuron of a synapse that leaves the neuron {@code from}. */
    public int target(int from, int synapse) {
        return dense() ? synapse - from * columns : target[synapse];
    }

    /** The index of the weight of a synapse that leaves the neuron {@code from}. */
    public int weight(int from, int synapse) {
        if (weight != null) {
            return weight[synapse];
        }
        return dense() ? synapse : from * columns + target[synapse];
    }

    /** The most synapses that leave one neuron. */
    public int longest() {
        int longest = dense() ? columns : 0;
        for (int from = 0; from + 1 < begin.length; from++) {
            longest = Math.max(longest, begin[from + 1] - begin[from]);
        }
        return longest;
    }

    /**
     * Whether a weight belongs to a synapse.
     *
     * @param index of the weight in its array
     */
    public boolean has(int index) {
        if (dense() || shared()) {
            return true;
        }
        return between(index / columns, index % columns) >= 0;
    }

    /** Places of a window at which it covers a presynaptic neuron. */
    private record Place(WindowSpec window, int y, int x, Shape to) {

        interface Use {
            /** @param offset of the covered neuron within the window, row by row */
            void at(int row, int column, int offset);
        }

        /** In ascending order of rows and columns, since a neuron lies further back in the window of a later place. */
        void forEach(Use use) {
            for (int dy = window.kernel().height() - 1; dy >= 0; dy--) {
                int row = place(
                        y + window.padding().height() - dy * window.dilation().height(),
                        window.stride().height());
                for (int dx = window.kernel().width() - 1; row >= 0 && row < to.height() && dx >= 0; dx--) {
                    int column = place(
                            x
                                    + window.padding().width()
                                    - dx * window.dilation().width(),
                            window.stride().width());
                    if (column >= 0 && column < to.width()) {
                        use.at(row, column, dy * window.kernel().width() + dx);
                    }
                }
            }
        }

        private static int place(int start, int stride) {
            return start >= 0 && start % stride == 0 ? start / stride : -1;
        }
    }

    private static final class Builder {

        private final int columns;
        private final int[] begin;
        private int[] target = new int[16];
        private int @Nullable [] weight;
        private int count;

        Builder(int from, int columns, boolean shared) {
            this.columns = columns;
            begin = new int[from + 1];
            weight = shared ? new int[16] : null;
        }

        /** @param of the weight, where weights are shared */
        void add(int to, int of) {
            if (count == target.length) {
                target = Arrays.copyOf(target, Math.multiplyExact(2, count));
                weight = weight == null ? null : Arrays.copyOf(weight, target.length);
            }
            target[count] = to;
            if (weight != null) {
                weight[count] = of;
            }
            count++;
        }

        /** The synapses of a neuron are complete. */
        void end(int from) {
            begin[from + 1] = count;
        }
    }
}
