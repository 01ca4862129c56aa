package dev.backspike.engine.network;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.engine.network.RandomStreams.Purpose;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which synapses a connection has. Immutable.
 *
 * @param present bit {@code from * to.size + to}; null if all are
 */
public record Synapses(@Nullable BitSet present) {

    /** The synapses of a connection; random ones depend on the seed and the connection's index and sizes alone. */
    static Synapses draw(Connection connection, long seed) {
        return switch (connection.connectivity()) {
            case ConnectivitySpec.Dense _ -> new Synapses(null);
            case ConnectivitySpec.OneToOne _ -> {
                BitSet present = new BitSet(connection.weights());
                for (int n = 0; n < connection.to().size(); n++) {
                    present.set(n * connection.to().size() + n);
                }
                yield new Synapses(present);
            }
            case ConnectivitySpec.FixedProbability fixed -> {
                RandomGenerator random = RandomStreams.stream(seed, Purpose.CONNECTIVITY, connection.index());
                BitSet present = new BitSet(connection.weights());
                for (int k = 0; k < connection.weights(); k++) {
                    if (random.nextDouble() < fixed.probability()) {
                        present.set(k);
                    }
                }
                yield new Synapses(present);
            }
        };
    }

    public boolean dense() {
        return present == null;
    }

    /** @param weights of the connection's array */
    int count(int weights) {
        return present == null ? weights : present.cardinality();
    }

    /** @param index of the weight in its array */
    public boolean has(int index) {
        return present == null || present.get(index);
    }
}
