package dev.backspike.engine.model.nir;

import dev.backspike.common.text.Shown;
import dev.backspike.engine.model.nir.NirPath.Part;
import dev.backspike.engine.model.nir.NirPath.Signal;
import dev.backspike.engine.model.nir.NirPath.Synapse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections in a NIR graph: every way from a population, through one Linear and perhaps nodes before and after it
 * that change signals value by value, to a population. Every other way is a problem.
 */
final class NirPaths {

    /** Ways that branch and join again double in number with each branch; no real model comes near. */
    private static final int MOST_STEPS = 10_000;

    private static final int MOST_CONNECTIONS = 1_000;
    /** The limit for all connections together; each takes its weights from a Linear that others may share. */
    private static final long MOST_WEIGHTS = 1L << 26;
    /** The limit for all paths together, each of which has a factor and a delay for each neuron. */
    private static final long MOST_VALUES = 1L << 26;

    private final NirGraph graph;
    private final NirEdges edges;
    private final NirProblems problems;
    private final List<NirPath> paths = new ArrayList<>();
    private int steps;
    private long weights;
    private long values;

    private NirPaths(NirGraph graph, NirEdges edges, NirProblems problems) {
        this.graph = graph;
        this.edges = edges;
        this.problems = problems;
    }

    /** The paths of a graph, in the order of its edges. */
    static List<NirPath> of(NirGraph graph, NirEdges edges, NirProblems problems) {
        NirPaths reader = new NirPaths(graph, edges, problems);
        for (String name : edges.joined()) {
            if (edges.node(name) instanceof NirNode.Linear linear) {
                reader.linear(name, linear);
            }
        }
        return reader.paths;
    }

    /** The end of a path from a Linear. */
    private record End(
            String population, Signal signal, @Nullable Synapse synapse) {}

    private void linear(String name, NirNode.Linear linear) {
        List<End> sources = new ArrayList<>();
        List<End> targets = new ArrayList<>();
        back(name, Signal.unchanged(linear.from()), sources, 0);
        on(name, Signal.unchanged(linear.to()), null, targets, 0);
        if (edges.sources(name).isEmpty() || edges.targets(name).isEmpty()) {
            problem(name, "node " + Shown.name(name) + " of type Linear leads from nowhere or to nowhere");
        }
        if (paths.size() + (long) sources.size() * targets.size() > MOST_CONNECTIONS) {
            throw problems.fatal(
                    NirGraphCheck.path(name),
                    "node " + Shown.name(name) + " of type Linear joins " + sources.size() + " populations with "
                            + targets.size() + "; a model can have at most " + MOST_CONNECTIONS + " connections");
        }
        for (End source : sources) {
            for (End target : targets) {
                weights += (long) linear.from() * linear.to();
                if (weights > MOST_WEIGHTS) {
                    throw problems.fatal(
                            NirGraphCheck.path(name),
                            "the graph has more than " + MOST_WEIGHTS
                                    + " weights, counted once for each connection that its Linear nodes are part of");
                }
                if (target.synapse() != null) {
                    paths.add(new NirPath(
                            source.population(),
                            List.of(new Part(name, linear, source.signal(), target.signal())),
                            target.synapse(),
                            target.population()));
                }
            }
        }
    }

    private void step(String name, Signal signal, int length) {
        if (length > graph.nodes().size()) {
            throw problems.fatal(
                    NirGraphCheck.path(name),
                    "node " + Shown.name(name) + " is in a circle of "
                            + edges.node(name).type() + " nodes");
        }
        values += signal.scale().length;
        if (++steps > MOST_STEPS || values > MOST_VALUES) {
            throw problems.fatal(
                    NirGraphCheck.path(name),
                    "there are more than " + MOST_STEPS
                            + " ways, or long ones, through nodes between populations and Linears; node "
                            + Shown.name(name) + " is on one of them. Merge nodes that branch and join again");
        }
    }

    private void back(String name, Signal signal, List<End> ends, int length) {
        step(name, signal, length);
        for (String source : edges.sources(name)) {
            switch (edges.node(source)) {
                case NirNode.Elementwise node -> {
                    if (fits(source, node, name, signal)) {
                        back(source, signal.then(node), ends, length + 1);
                    }
                }
                case NirNode.Input _ -> ends.add(new End(source, signal, null));
                case NirNode.Leaky leaky when leaky.spiking() != null -> ends.add(new End(source, signal, null));
                case NirNode.Leaky leaky -> refuse(source, name, "a " + leaky.type() + " has no spikes to send");
                case NirNode.Linear _ ->
                    refuse(source, name, "there is no population between the two Linear nodes; multiply them into one");
                case NirNode.Output _ -> refuse(source, name, "an Output has no outgoing edges");
                case NirNode.Refused _ -> throw new IllegalStateException(source);
            }
        }
    }

    /** @param synapse null until the way has passed the current that a LI stands for */
    private void on(String name, Signal signal, @Nullable Synapse synapse, List<End> ends, int length) {
        step(name, signal, length);
        for (String target : edges.targets(name)) {
            switch (edges.node(target)) {
                case NirNode.Elementwise node -> {
                    if (fits(name, node, target, signal)) {
                        on(target, signal.then(node), synapse, ends, length + 1);
                    }
                }
                case NirNode.Leaky leaky -> arrive(name, target, leaky, signal, synapse, ends, length);
                case NirNode.Linear _ -> {
                    // told from its side, which also knows a current between the two
                }
                case NirNode.Refused _ -> throw new IllegalStateException(target);
                case NirNode.Input _ -> refuse(name, target, "an Input has no incoming edges");
                case NirNode.Output _ ->
                    refuse(name, target, "the Output must show a population, and there is none after the Linear");
            }
        }
    }

    private void arrive(
            String name,
            String target,
            NirNode.Leaky leaky,
            Signal signal,
            @Nullable Synapse synapse,
            List<End> ends,
            int length) {
        int neurons = signal.scale().length;
        for (double[] values : leaky.parameters()) {
            if (!Values.fit(values, neurons)) {
                refuse(name, target, sizes(neurons, values.length));
                return;
            }
        }
        switch (leaky) {
            case NirNode.Cuba cuba
            when synapse == null -> ends.add(new End(target, signal, new Synapse(target, cuba.tauSyn(), cuba.wIn())));
            case NirNode.Cuba _ ->
                refuse(name, target, "the current of " + Shown.name(synapse.node()) + " enters a current of its own");
            case NirNode.Plain _ when synapse != null -> ends.add(new End(target, signal, synapse));
            case NirNode.Plain plain
            when edges.isCurrent(target) ->
                on(target, signal, new Synapse(target, plain.tauMem(), plain.r()), ends, length + 1);
            case NirNode.Plain plain -> {
                problem(target, NirGraphCheck.jumps(target, plain));
                // the connection is there, so that no more is said of what lies behind it
                ends.add(new End(target, signal, new Synapse(target, plain.tauMem(), plain.r())));
            }
        }
    }

    private boolean fits(String from, NirNode node, String to, Signal signal) {
        int neurons = signal.scale().length;
        double[] values = switch (node) {
            case NirNode.Delay(double[] delay) -> delay;
            case NirNode.Scale(double[] scale) -> scale;
            default -> new double[1];
        };
        if (!Values.fit(values, neurons)) {
            refuse(from, to, sizes(neurons, values.length));
            return false;
        }
        return true;
    }

    private static String sizes(int one, int other) {
        return "one has " + one + " values and the other " + other;
    }

    private void problem(String node, String message) {
        problems.add(NirGraphCheck.path(node), message);
    }

    private void refuse(String from, String to, String reason) {
        problems.add(NirGraphCheck.EDGES, NirGraphCheck.edge(from, to) + " cannot be imported because " + reason);
    }
}
