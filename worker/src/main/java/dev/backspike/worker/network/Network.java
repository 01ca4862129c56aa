package dev.backspike.worker.network;

import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.PopulationSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A directed graph of populations, recurrent ones included. One engine-neutral description for every solver.
 *
 * @param dt time step of the clock solver, ms
 * @param duration trial length T, ms
 * @param input the population that emits the data's spikes
 * @param readout the population that the loss reads
 */
public record Network(
        double dt,
        double duration,
        List<Population> populations,
        List<Connection> connections,
        Population input,
        Population readout) {

    /** @param spec a resolved specification: valid, and with every size given */
    public static Network of(NetworkSpec spec) {
        Map<String, Population> byName = new LinkedHashMap<>();
        for (Map.Entry<String, PopulationSpec> entry : spec.populations().entrySet()) {
            int size = Objects.requireNonNull(entry.getValue().size(), "size of a resolved population");
            NeuronSpec neuron = entry.getValue().neuron();
            byName.put(entry.getKey(), new Population(byName.size(), entry.getKey(), neuron, size));
        }
        List<Connection> connections = new ArrayList<>();
        for (ConnectionSpec c : spec.connections()) {
            Population from = Objects.requireNonNull(byName.get(c.from()));
            Population to = Objects.requireNonNull(byName.get(c.to()));
            connections.add(new Connection(connections.size(), from, to, c.tauSyn(), c.weight()));
        }
        Population input = byName.values().stream()
                .filter(p -> p.neuron() instanceof NeuronSpec.Input)
                .findFirst()
                .orElseThrow();
        Population readout = Objects.requireNonNull(byName.get(spec.readouts().getFirst()));
        return new Network(
                spec.dt(), spec.duration(), List.copyOf(byName.values()), List.copyOf(connections), input, readout);
    }

    /** Steps of the clock solver in a trial. */
    public int steps() {
        return (int) Math.round(duration / dt);
    }

    /** Number of trainable values. */
    public long parameters() {
        return connections.stream().mapToLong(Connection::weights).sum();
    }
}
