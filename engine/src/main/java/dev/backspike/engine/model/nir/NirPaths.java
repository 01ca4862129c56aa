package dev.backspike.engine.model.nir;

import dev.backspike.engine.model.nir.NirGraph.Edge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections in a NIR graph: every way from a population, through one Linear and perhaps Delays before and after
 * it, to a population. A graph with any other way is refused.
 */
final class NirPaths {

    /**
     * @param from the node of the presynaptic population; {@code to} that of the postsynaptic one
     * @param delayBefore s, by presynaptic neuron
     * @param delayAfter s, by postsynaptic neuron
     */
    record Path(String from, double[] delayBefore, NirNode.Linear linear, double[] delayAfter, String to) {}

    /** A population at the end of a chain of delays, which add up. */
    private record End(String population, double[] delay) {}

    /** Delays that branch and join again double the number of ways with each branch; no real model comes near. */
    private static final int MOST_STEPS = 10_000;

    private static final int MOST_CONNECTIONS = 1_000;
    /** Of all connections together; each takes its weights from a Linear that others may share. */
    private static final long MOST_WEIGHTS = 1L << 26;

    private final NirGraph graph;
    private final List<Path> paths = new ArrayList<>();
    private final Set<String> populations = new LinkedHashSet<>();
    private final Set<String> delaysBesideLinears = new LinkedHashSet<>();
    private final Map<String, List<String>> sources = new HashMap<>();
    private final Map<String, List<String>> targets = new HashMap<>();
    /** Whether something arrives at a Delay straight from a population. */
    private final Map<String, Boolean> begins = new HashMap<>();

    private @Nullable String readout;
    private int steps;
    private long weights;

    NirPaths(NirGraph graph) {
        this.graph = graph;
        Set<String> order = new LinkedHashSet<>();
        for (Edge edge : graph.edges()) {
            order.add(edge.from());
            order.add(edge.to());
            targets.computeIfAbsent(edge.from(), _ -> new ArrayList<>()).add(edge.to());
            sources.computeIfAbsent(edge.to(), _ -> new ArrayList<>()).add(edge.from());
        }
        for (String name : graph.nodes().keySet()) {
            if (!order.contains(name)) {
                throw new NirException("node " + name + " is joined to nothing");
            }
        }
        one("Input", NirNode.Input.class);
        one("Output", NirNode.Output.class);
        for (String name : order) {
            switch (node(name)) {
                case NirNode.Linear linear -> linear(name, linear);
                case NirNode.Input _, NirNode.Cuba _ -> populations.add(name);
                case NirNode.Output output -> readout = readout(name, output);
                case NirNode.Delay _ -> {}
            }
        }
        graph.edges().forEach(this::requireWeights);
        requireReached();
    }

    /** Names of the nodes, in the order of the edges. */
    Set<String> populations() {
        return populations;
    }

    /** In the order of the edges. */
    List<Path> all() {
        return paths;
    }

    /** The population that the Output shows. */
    String readout() {
        return Objects.requireNonNull(readout);
    }

    NirNode node(String name) {
        return Objects.requireNonNull(graph.nodes().get(name), name);
    }

    private void one(String type, Class<? extends NirNode> kind) {
        long count = graph.nodes().values().stream().filter(kind::isInstance).count();
        if (count != 1) {
            throw new NirException("there must be one " + type + " node; there are " + count);
        }
    }

    private void linear(String name, NirNode.Linear linear) {
        List<End> sources = new ArrayList<>();
        List<End> targets = new ArrayList<>();
        walk(name, Direction.BACK, new double[linear.from()], sources, 0);
        walk(name, Direction.ON, new double[linear.to()], targets, 0);
        if (sources.isEmpty() || targets.isEmpty()) {
            throw new NirException("node " + name + " of type Linear leads from nowhere or to nowhere");
        }
        if (paths.size() + (long) sources.size() * targets.size() > MOST_CONNECTIONS) {
            throw new NirException("node " + name + " of type Linear joins " + sources.size() + " populations with "
                    + targets.size() + "; a model can have at most " + MOST_CONNECTIONS + " connections");
        }
        for (End source : sources) {
            for (End target : targets) {
                weights += (long) linear.from() * linear.to();
                if (weights > MOST_WEIGHTS) {
                    throw new NirException("the graph has more than " + MOST_WEIGHTS
                            + " weights, counted once for each connection that its Linear nodes are part of");
                }
                paths.add(new Path(source.population(), source.delay(), linear, target.delay(), target.population()));
            }
        }
    }

    private enum Direction {
        BACK,
        ON
    }

    private void walk(String name, Direction direction, double[] delay, List<End> ends, int length) {
        if (length > graph.nodes().size()) {
            throw new NirException("node " + name + " is in a circle of Delays");
        }
        if (++steps > MOST_STEPS) {
            throw new NirException("there are more than " + MOST_STEPS + " ways through its Delays; node " + name
                    + " is on one of them. Merge Delays that branch and join again");
        }
        List<String> next = direction == Direction.BACK ? sources(name) : targets(name);
        for (String other : next) {
            Edge edge = direction == Direction.BACK ? new Edge(other, name) : new Edge(name, other);
            switch (node(other)) {
                case NirNode.Delay more -> {
                    requireNotNegative(other, more);
                    requireSize(edge, delay.length, more.delay().length);
                    delaysBesideLinears.add(other);
                    double[] sum = delay.clone();
                    Arrays.setAll(sum, i -> delay[i] + more.delay()[i]);
                    walk(other, direction, sum, ends, length + 1);
                }
                case NirNode.Input input
                when direction == Direction.BACK -> {
                    requireSize(edge, delay.length, input.size());
                    ends.add(new End(other, delay));
                }
                case NirNode.Cuba cuba
                when direction == Direction.ON || cuba.spiking() != null -> {
                    requireSize(edge, delay.length, cuba.size());
                    ends.add(new End(other, delay));
                }
                case NirNode.Cuba _ -> throw refused(edge, "a CubaLI has no spikes to send");
                case NirNode.Linear _ -> throw refused(edge, "there is no population between the two Linear nodes");
                case NirNode.Input _ -> throw refused(edge, "an Input takes nothing");
                case NirNode.Output _ -> throw refused(edge, "the Output must show a population");
            }
        }
    }

    private String readout(String name, NirNode.Output output) {
        List<String> sources = sources(name);
        if (sources.size() != 1
                || !targets(name).isEmpty()
                || !(node(sources.getFirst()) instanceof NirNode.Cuba cuba)) {
            throw new NirException("node " + name + " of type Output must follow exactly one CubaLI or CubaLIF node");
        }
        requireSize(new Edge(sources.getFirst(), name), cuba.size(), output.size());
        return sources.getFirst();
    }

    /** That whatever arrives at a population came through a Linear. */
    private void requireWeights(Edge edge) {
        switch (node(edge.to())) {
            case NirNode.Cuba _, NirNode.Input _
            when beginsAtPopulation(edge.from()) ->
                throw refused(edge, "there is no Linear between the two populations");
            case NirNode.Delay _
            when !delaysBesideLinears.contains(edge.to()) ->
                throw refused(edge, "there is no Linear before or after the Delay");
            default -> {}
        }
    }

    private boolean beginsAtPopulation(String name) {
        return switch (node(name)) {
            case NirNode.Delay _ -> {
                Boolean known = begins.get(name);
                if (known == null) {
                    begins.put(name, false); // while it is looked at: a circle of Delays adds nothing
                    known = delaysBesideLinears.contains(name)
                            && sources(name).stream().anyMatch(this::beginsAtPopulation);
                    begins.put(name, known);
                }
                yield known;
            }
            case NirNode.Input _, NirNode.Cuba _ -> true;
            default -> false;
        };
    }

    private List<String> sources(String node) {
        return sources.getOrDefault(node, List.of());
    }

    private List<String> targets(String node) {
        return targets.getOrDefault(node, List.of());
    }

    private void requireReached() {
        Set<String> reached = new LinkedHashSet<>();
        populations.stream().filter(p -> node(p) instanceof NirNode.Input).forEach(reached::add);
        for (boolean more = true; more; ) {
            more = false;
            for (Path path : paths) {
                more |= reached.contains(path.from()) && reached.add(path.to());
            }
        }
        for (String population : populations) {
            if (!reached.contains(population)) {
                throw new NirException("node " + population + " is not reached from the Input by any connection");
            }
        }
    }

    private static void requireNotNegative(String name, NirNode.Delay delay) {
        for (double seconds : delay.delay()) {
            if (!(seconds >= 0)) {
                throw new NirException(
                        "node " + name + " of type Delay has a delay of " + seconds + " s; delays must be 0 or more");
            }
        }
    }

    private static void requireSize(Edge edge, int expected, int actual) {
        if (expected != actual) {
            throw refused(edge, "one has " + expected + " values and the other " + actual);
        }
    }

    private static NirException refused(Edge edge, String reason) {
        return new NirException(
                "the edge " + edge.from() + " -> " + edge.to() + " cannot be imported because " + reason);
    }
}
