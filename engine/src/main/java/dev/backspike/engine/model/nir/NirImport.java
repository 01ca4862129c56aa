package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.text.Shown;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Converts a NIR graph to a network, the reverse of {@link NirExport}; nodes without an exact counterpart are refused.
 */
final class NirImport {

    private final NirGraph graph;
    private final double dt;
    private final double duration;
    private final ModelUnits units;
    private final NirProblems problems;
    private final NirNotes notes = new NirNotes();
    private final NirEdges edges;
    private final NirTimes times;
    private final NirPopulations populations;
    /** Names of the populations, by node. */
    private final Map<String, String> names = new LinkedHashMap<>();

    /**
     * @param dt ms
     * @param duration ms
     * @param problems those that reading the graph found
     */
    NirImport(NirGraph graph, double dt, double duration, ModelUnits units, NirProblems problems) {
        this.problems = problems;
        this.graph = graph;
        this.dt = dt;
        this.duration = duration;
        this.edges = new NirEdges(graph);
        graph.notes().forEach(notes::assume);
        this.times = new NirTimes(units.timeUnit(), dt, problems, notes);
        this.units = units;
        this.populations = new NirPopulations(problems, notes, times);
    }

    /** @throws NirException with all nodes and edges that have no counterpart */
    NirModel.Imported model() {
        NirGraphCheck check = new NirGraphCheck(edges, problems);
        Set<String> nodes = graph.nodes().keySet();
        if (!problems.isEmpty()) {
            // most further problems would be consequences of these; a missing synaptic current is independent of them
            check.refuseJumps(nodes);
            problems.requireNone();
        }
        check.requireJoined(nodes);
        List<String> inputs = check.inputs(nodes);
        String readout = check.readout(nodes);
        List<NirPath> found = NirPaths.of(graph, edges, problems);
        check.requireWeights();
        List<String> joined =
                edges.joined().stream().filter(edges::isPopulation).toList();
        check.requireUsed(nodes);
        check.requireReached(joined, found);
        problems.requireNone();

        Map<String, Integer> sizes = NirSizes.of(found, edges, problems, notes);
        NirSizes.requireOutput(Objects.requireNonNull(sizes.get(readout)), graph, problems, notes);
        problems.requireNone();
        List<NirPath> paths = NirInputs.merged(inputs, found, sizes, problems, notes);
        name(inputs.getFirst());
        joined.stream().filter(node -> !inputs.contains(node)).forEach(this::name);
        NirConnections connections =
                new NirConnections(paths, names, times, populations, problems, notes, units, duration);
        NetworkSpec spec = network(sizes, connections);
        problems.requireNone();
        requireReadout(spec, readout);
        Network network = Network.of(spec);
        return new NirModel.Imported(spec, parameters(network, connections), notes.assumptions(), notes.warnings());
    }

    private void name(String node) {
        String restored = NirSlashes.restored(node, graph.metadata());
        String name = NirNames.population(restored, names.values());
        names.put(node, name);
        if (!name.equals(restored)) {
            notes.assume(
                    ImportNoteCode.RENAMED,
                    node,
                    "node " + Shown.name(node) + " is the population " + name
                            + ", since names of populations have at most 100 characters and no ., # and ->");
        }
    }

    private NetworkSpec network(Map<String, Integer> sizes, NirConnections connections) {
        Map<String, PopulationSpec> specs = new LinkedHashMap<>();
        names.forEach((node, name) -> {
            int size = Objects.requireNonNull(sizes.get(node), node);
            NeuronSpec neuron = edges.node(node) instanceof NirNode.Leaky leaky
                    ? populations.neuron(node, leaky, size)
                    : new NeuronSpec.Input();
            specs.put(name, new PopulationSpec(neuron, size));
        });
        List<ConnectionSpec> connected = new ArrayList<>();
        for (int k = 0; k < connections.count(); k++) {
            connected.add(connections.spec(k, (NirNode.Leaky) edges.node(connections.to(k))));
        }
        return new NetworkSpec(dt, duration, NetworkSpec.Solver.CLOCK, specs, connected);
    }

    private void requireReadout(NetworkSpec spec, String node) {
        String readout = Objects.requireNonNull(names.get(node), node);
        if (!spec.readouts().equals(List.of(readout))) {
            throw problems.fatal(
                    NirGraphCheck.EDGES,
                    "the Output is " + readout
                            + ", but a readout here is the one population from which no connection leads to another;"
                            + " those are " + spec.readouts());
        }
    }

    private List<Tensor.F64> parameters(Network network, NirConnections connections) {
        List<String> nodes = List.copyOf(names.keySet());
        List<Tensor.F64> tensors = new ArrayList<>();
        for (Parameter parameter : network.parameters()) {
            int owner = parameter.owner();
            double[] values = switch (parameter.kind()) {
                case NEURON -> throw new IllegalStateException("a NIR file has no equations");
                case WEIGHT -> connections.weights(owner, (NirNode.Leaky) edges.node(connections.to(owner)));
                case DELAY -> connections.delays(owner);
                case TAU_SYN -> Values.spread(connections.tauSyn(owner), parameter.size());
                case TAU_MEM -> {
                    NirNode.Leaky leaky = (NirNode.Leaky) edges.node(nodes.get(owner));
                    yield Values.spread(times.ms(leaky.tauMem()), parameter.size());
                }
            };
            tensors.add(new Tensor.F64(parameter.name(), parameter.shape(), values));
        }
        return tensors;
    }
}
