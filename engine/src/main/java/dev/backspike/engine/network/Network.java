package dev.backspike.engine.network;

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
            byName.put(
                    entry.getKey(),
                    new Population(
                            byName.size(),
                            entry.getKey(),
                            neuron,
                            size,
                            entry.getValue().shape()));
        }
        List<Connection> connections = new ArrayList<>();
        for (ConnectionSpec c : spec.connections()) {
            Population from = Objects.requireNonNull(byName.get(c.from()));
            Population to = Objects.requireNonNull(byName.get(c.to()));
            connections.add(new Connection(
                    connections.size(),
                    name(from, to, connections),
                    from,
                    to,
                    c.tauSyn(),
                    c.weight(),
                    c.connectivity(),
                    c.delay(),
                    c.receptor()));
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

    /**
     * All arrays of individual values: first the weights, one array per connection in the order of
     * {@link #connections()}, then delays, synaptic and membrane time constants and parameters of equations.
     */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        connections.forEach(c -> parameters.add(Parameter.weight(c)));
        connections.stream().filter(c -> c.delay().individual()).forEach(c -> parameters.add(Parameter.delay(c)));
        connections.stream().filter(c -> c.tauSyn().individual()).forEach(c -> parameters.add(Parameter.tauSyn(c)));
        for (Population p : populations) {
            if (p.neuron() instanceof NeuronSpec.Leaky leaky && leaky.tauMem().individual()) {
                parameters.add(Parameter.tauMem(p, leaky.tauMem()));
            }
            if (p.neuron() instanceof NeuronSpec.Equations equations) {
                equations.parameters().forEach((name, spec) -> {
                    if (spec.individual()) {
                        parameters.add(Parameter.neuron(p, name, spec));
                    }
                });
            }
        }
        return parameters;
    }

    /** Number of trainable values, absent synapses included. */
    public long trainable() {
        return parameters().stream()
                .filter(Parameter::learnable)
                .mapToLong(Parameter::size)
                .sum();
    }

    /** Whether any population is given by equations, which only the engine for equations runs. */
    public boolean hasEquations() {
        return populations.stream().anyMatch(p -> p.neuron() instanceof NeuronSpec.Equations);
    }

    private static String name(Population from, Population to, List<Connection> before) {
        String pair = from.name() + "->" + to.name();
        long same = before.stream()
                .filter(c -> c.from().equals(from) && c.to().equals(to))
                .count();
        return same == 0 ? pair : pair + "#" + (same + 1);
    }
}
