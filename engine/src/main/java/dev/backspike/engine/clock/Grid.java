package dev.backspike.engine.clock;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a network becomes when spikes may only lie at multiples of its dt. */
public record Grid(Network network) {

    /** Steps of a trial; it has a grid point more. */
    public int steps() {
        return network.steps();
    }

    /** A time, in ms, to the nearest grid point; all after the trial are alike. */
    public int nearest(double ms) {
        return (int) Math.min(steps() + 1L, Math.round(ms / network.dt()));
    }

    /** Refractory time in steps; 0 of what cannot be refractory. */
    public int refractory(Population population) {
        return population.neuron() instanceof NeuronSpec.Lif lif ? nearest(lif.refractory()) : 0;
    }

    /** In steps, of all spikes of a connection; 0 where each synapse has its own. */
    public int delay(Connection connection) {
        return connection.delay().individual() ? 0 : nearest(connection.delay().value());
    }

    /**
     * Whether the adjoint of spikes, or the gradient of delays, reads lambda_V - lambda_I of a connection's target
     * after it has gone on.
     */
    public boolean readLate(Connection connection) {
        return connection.delay().individual()
                ? connection.delay().learnable() || connection.from().spiking()
                : connection.from().spiking() && delay(connection) > 0;
    }

    /** Connections that share a synaptic current of the target, in the order in which the first of each is given. */
    public Collection<List<Connection>> currents(Population target) {
        Map<Object, List<Connection>> groups = new LinkedHashMap<>();
        for (Connection c : network.connections()) {
            if (c.to().equals(target)) {
                boolean alone = c.tauSyn().individual() || c.delay().individual();
                groups.computeIfAbsent(alone ? c : c.tauSyn().value(), _ -> new ArrayList<>())
                        .add(c);
            }
        }
        return groups.values();
    }
}
