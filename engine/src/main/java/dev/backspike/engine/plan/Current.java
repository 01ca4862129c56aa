package dev.backspike.engine.plan;

import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Population;
import java.util.ArrayList;
import java.util.List;

/**
 * A synaptic current of a population: connections whose weight matrices are stacked, source after source.
 *
 * @param index among all currents of the plan
 */
public record Current(int index, Population target, List<Source> sources) {

    /**
     * The rows of a connection: row {@code firstRow + i} belongs to its presynaptic neuron i.
     *
     * @param connection of the source
     */
    public record Source(Connection connection, int firstRow) {

        /** The presynaptic population. */
        public Population population() {
            return connection.from();
        }
    }

    static Current of(int index, List<Connection> together) {
        List<Source> sources = new ArrayList<>();
        int row = 0;
        for (Connection c : together) {
            sources.add(new Source(c, row));
            row = Math.addExact(row, c.from().size());
        }
        return new Current(index, together.getFirst().to(), List.copyOf(sources));
    }

    /** Presynaptic neurons of all sources. */
    public int rows() {
        Source last = sources.getLast();
        return Math.addExact(last.firstRow(), last.population().size());
    }

    /** The first connection, which stands for all: they share the synaptic time constant. */
    public Connection first() {
        return sources.getFirst().connection();
    }

    /** Whether each synapse has a delay of its own; there is a single source then. */
    public boolean individualDelays() {
        return first().delay().individual();
    }
}
