package dev.backspike.engine.equations;

import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Synapses;
import dev.backspike.engine.plan.Plan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The network in the index space of this engine, with the values of its parameters. */
final class NetworkModel {

    final Plan plan;
    final Network network;
    /** {@code [parameter]}, in the order of {@link Network#parameters()}; changed from outside between batches. */
    final double[][] parameters;
    /** The synapses of each connection. */
    final List<Synapses> synapses;
    /** The model of each population; null for the input. */
    final @Nullable PopulationModel[] populationModel;
    /** {@code [population]}: the connections that leave it. */
    final Connection[][] outgoing;
    /** {@code [connection]}: the synaptic current of the target that it feeds, counted after the model's states. */
    final int[] current;

    NetworkModel(Plan plan, List<Synapses> synapses, double[][] parameters) {
        this.plan = plan;
        network = plan.network();
        this.synapses = synapses;
        this.parameters = parameters;
        int populations = network.populations().size();
        populationModel = new PopulationModel[populations];
        outgoing = new Connection[populations][];
        current = new int[network.connections().size()];
        for (Population p : network.populations()) {
            outgoing[p.index()] = network.connections().stream()
                    .filter(c -> c.from().equals(p))
                    .toArray(Connection[]::new);
            if (!p.equals(network.input())) {
                Collection<List<Connection>> together = currents(p);
                boolean averages = p.equals(network.readout()) && plan.entry().averages();
                PopulationModel made = new PopulationModel(
                        plan, p, together, averages ? plan.entry().profile() : null);
                populationModel[p.index()] = made;
                int k = made.model.states();
                for (List<Connection> connections : together) {
                    for (Connection c : connections) {
                        current[c.index()] = k;
                    }
                    k++;
                }
            }
        }
    }

    /** The connections into a population by receptor and time constant; one whose time constant is individual alone. */
    private Collection<List<Connection>> currents(Population target) {
        Map<Object, List<Connection>> groups = new LinkedHashMap<>();
        for (Connection c : network.connections()) {
            if (c.to().equals(target)) {
                Object key = c.tauSyn().individual()
                        ? c
                        : List.of(c.receptor(), c.tauSyn().value());
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(c);
            }
        }
        return groups.values();
    }

    /** The model of a population that is not the input. */
    PopulationModel of(int population) {
        PopulationModel found = populationModel[population];
        if (found == null) {
            throw new IllegalArgumentException("the input has no model");
        }
        return found;
    }

    double[] weights(Connection c) {
        return parameters[c.index()];
    }

    /** The delay of a synapse, ms. */
    double delay(Connection c, int synapse) {
        int individual = plan.parameter(Kind.DELAY, c.index());
        return individual < 0 ? c.delay().value() : parameters[individual][synapse];
    }

    /** Time of a grid point, ms. */
    double gridTime(int step) {
        return step == network.steps() ? network.duration() : step * network.dt();
    }
}
