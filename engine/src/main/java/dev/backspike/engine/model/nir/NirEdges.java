package dev.backspike.engine.model.nir;

import dev.backspike.engine.model.nir.NirGraph.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The edges of a graph by node. */
final class NirEdges {

    private final NirGraph graph;
    private final Map<String, List<String>> sources = new HashMap<>();
    private final Map<String, List<String>> targets = new HashMap<>();
    private final Set<String> order = new LinkedHashSet<>();
    private final Map<String, Boolean> currents = new HashMap<>();
    private final Map<String, Boolean> unweighted = new HashMap<>();

    NirEdges(NirGraph graph) {
        this.graph = graph;
        for (Edge edge : graph.edges()) {
            order.add(edge.from());
            order.add(edge.to());
            targets.computeIfAbsent(edge.from(), _ -> new ArrayList<>()).add(edge.to());
            sources.computeIfAbsent(edge.to(), _ -> new ArrayList<>()).add(edge.from());
        }
    }

    NirNode node(String name) {
        return Objects.requireNonNull(graph.nodes().get(name), name);
    }

    /** Nodes that have an edge, in the order of the edges. */
    Set<String> joined() {
        return order;
    }

    List<String> sources(String node) {
        return sources.getOrDefault(node, List.of());
    }

    List<String> targets(String node) {
        return targets.getOrDefault(node, List.of());
    }

    /** Whether a node is a LI that leads to a LI or LIF, and so is the synaptic current of it. */
    boolean isCurrent(String name) {
        return node(name) instanceof NirNode.Plain plain
                && plain.spiking() == null
                && targets(name).stream().anyMatch(this::reachesPlain);
    }

    private boolean reachesPlain(String name) {
        return switch (node(name)) {
            case NirNode.Plain _ -> true;
            case NirNode.Elementwise _ -> {
                Boolean known = currents.get(name);
                if (known == null) {
                    currents.put(name, false); // while it is looked at: a circle adds nothing
                    known = targets(name).stream().anyMatch(this::reachesPlain);
                    currents.put(name, known);
                }
                yield known;
            }
            default -> false;
        };
    }

    boolean isPopulation(String name) {
        return switch (node(name)) {
            case NirNode.Input _, NirNode.Cuba _ -> true;
            case NirNode.Plain _ -> !isCurrent(name);
            default -> false;
        };
    }

    /** Whether what a node emits comes from a population and no Linear has weighted it since. */
    boolean isUnweighted(String name) {
        if (node(name) instanceof NirNode.Elementwise) {
            Boolean known = unweighted.get(name);
            if (known == null) {
                unweighted.put(name, false); // while it is looked at: a circle adds nothing
                known = sources(name).stream().anyMatch(this::isUnweighted);
                unweighted.put(name, known);
            }
            return known;
        }
        return isPopulation(name);
    }
}
