package dev.backspike.engine.model.nir;

import dev.backspike.common.text.Shown;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that a graph is connected and has inputs and one output. */
final class NirGraphCheck {

    /** Path of the edges within the file. */
    static final String EDGES = "/node/edges";

    private final NirEdges edges;
    private final NirProblems problems;

    NirGraphCheck(NirEdges edges, NirProblems problems) {
        this.edges = edges;
        this.problems = problems;
    }

    /** The path of a node within the file, as far as its name shows it. */
    static String path(String node) {
        return "/node/nodes/" + Shown.name(node);
    }

    static String edge(String from, String to) {
        return "the edge " + Shown.name(from) + " -> " + Shown.name(to);
    }

    /** Every node has an edge. */
    void requireJoined(Set<String> nodes) {
        for (String name : nodes) {
            if (!edges.joined().contains(name)) {
                problems.add(path(name), "node " + Shown.name(name) + " is not connected to any other node");
            }
        }
    }

    /** The nodes of type Input; a problem if there is none. */
    List<String> inputs(Set<String> nodes) {
        List<String> inputs = of(nodes, NirNode.Input.class);
        if (inputs.isEmpty()) {
            problems.add("/node/nodes", "there must be an Input node; there is none");
        }
        for (String input : inputs) {
            for (String source : edges.sources(input)) {
                problems.add(EDGES, edge(source, input) + " cannot be imported because an Input has no incoming edges");
            }
        }
        return inputs;
    }

    /** The population that the only Output shows; an empty text, and a problem, if there is none. */
    String readout(Set<String> nodes) {
        List<String> outputs = of(nodes, NirNode.Output.class);
        if (outputs.size() != 1) {
            problems.add(
                    "/node/nodes",
                    "there must be one Output node; there "
                            + (outputs.isEmpty()
                                    ? "is none"
                                    : "are " + outputs.size() + " ("
                                            + Shown.list(outputs.stream()
                                                    .map(Shown::name)
                                                    .toList())
                                            + ")"));
            return "";
        }
        String output = outputs.getFirst();
        for (String target : edges.targets(output)) {
            problems.add(EDGES, edge(output, target) + " cannot be imported because an Output has no outgoing edges");
        }
        String shown = output;
        Set<String> passed = new LinkedHashSet<>();
        while (edges.sources(shown).size() == 1
                && edges.node(edges.sources(shown).getFirst()) instanceof NirNode.Identity
                && passed.add(shown)) {
            shown = edges.sources(shown).getFirst();
        }
        List<String> sources = edges.sources(shown);
        if (sources.size() != 1 || !(edges.node(sources.getFirst()) instanceof NirNode.Leaky)) {
            problems.add(
                    path(output),
                    "node " + Shown.name(output)
                            + " of type Output must follow exactly one neuron; it follows "
                            + (sources.isEmpty() ? "none" : "")
                            + Shown.list(sources.stream()
                                    .map(source -> Shown.name(source) + " ("
                                            + edges.node(source).type() + ")")
                                    .toList()));
            return "";
        }
        return sources.getFirst();
    }

    private List<String> of(Set<String> nodes, Class<? extends NirNode> type) {
        return nodes.stream().filter(name -> type.isInstance(edges.node(name))).toList();
    }

    /** Refuses neurons without a synaptic current; only another neuron model makes them importable. */
    void refuseJumps(Set<String> nodes) {
        for (String name : nodes) {
            if (edges.node(name) instanceof NirNode.Plain plain
                    && !edges.isCurrent(name)
                    && edges.sources(name).stream().noneMatch(edges::isCurrent)) {
                problems.add(path(name), jumps(name, plain));
            }
        }
    }

    static String jumps(String name, NirNode.Plain plain) {
        return "node " + Shown.name(name) + " of type " + plain.type()
                + " cannot be imported: its voltage jumps at an input spike, while synapses here are exponential. Use a"
                + " neuron with a synaptic current (Cuba" + plain.type() + ", or a LI before it); its tau is "
                + plain.tauMem()[0];
    }

    /** Requires that every input of a population, or of its current, comes through a Linear. */
    void requireWeights() {
        for (String name : edges.joined()) {
            if (edges.node(name) instanceof NirNode.Leaky) {
                for (String source : edges.sources(name)) {
                    if (edges.isUnweighted(source)) {
                        problems.add(
                                EDGES,
                                edge(source, name)
                                        + " cannot be imported because there is no Linear between the two populations");
                    }
                }
            }
        }
    }

    /** Every node that changes signals is on a way that is a connection. */
    void requireUsed(Set<String> nodes) {
        Set<String> used = new LinkedHashSet<>();
        for (String name : nodes) {
            if (edges.node(name) instanceof NirNode.Linear) {
                spread(name, used);
            }
        }
        for (String name : nodes) {
            if (edges.node(name) instanceof NirNode.Elementwise node
                    && !(node instanceof NirNode.Identity)
                    && !used.contains(name)) {
                problems.add(
                        path(name),
                        "node " + Shown.name(name) + " of type " + node.type()
                                + " cannot be imported because there is no Linear before or after it");
            }
        }
    }

    /** Adds the nodes around a Linear that change signals, as far as the next node of another kind. */
    private void spread(String linear, Set<String> used) {
        Deque<String> open = new ArrayDeque<>(List.of(linear));
        while (!open.isEmpty()) {
            String name = open.pop();
            for (List<String> next : List.of(edges.sources(name), edges.targets(name))) {
                for (String other : next) {
                    boolean passes = edges.node(other) instanceof NirNode.Elementwise || edges.isCurrent(other);
                    if (passes && used.add(other)) {
                        open.push(other);
                    }
                }
            }
        }
    }

    /** Every population is reached from an input. */
    void requireReached(List<String> populations, List<NirPath> paths) {
        Map<String, List<String>> targets = new HashMap<>();
        paths.forEach(path ->
                targets.computeIfAbsent(path.from(), _ -> new ArrayList<>()).add(path.to()));
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        for (String name : populations) {
            if (edges.node(name) instanceof NirNode.Input && reached.add(name)) {
                open.add(name);
            }
        }
        while (!open.isEmpty()) {
            for (String next : targets.getOrDefault(open.pop(), List.of())) {
                if (reached.add(next)) {
                    open.add(next);
                }
            }
        }
        for (String name : populations) {
            if (!reached.contains(name)) {
                problems.add(
                        path(name),
                        "node " + Shown.name(name) + " of type "
                                + edges.node(name).type() + " is not reached from an Input by any connection");
            }
        }
    }

    /** A shape as messages show it. */
    static String shown(long[] shape) {
        return Arrays.toString(Arrays.copyOf(shape, Math.min(shape.length, 8)));
    }
}
