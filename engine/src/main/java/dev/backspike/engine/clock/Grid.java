package dev.backspike.engine.clock;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;

/** A network whose spikes may only lie at multiples of its dt. */
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

    /** The delay of all spikes of a connection, in steps; 0 where each synapse has an individual delay. */
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
}
