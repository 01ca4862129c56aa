package dev.backspike.engine.model.nir;

import dev.backspike.engine.model.nir.NirGraph.Edge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Replaces slashes in the names of nodes. HDF5 takes {@code a/b} for a group {@code b} within {@code a}, and the
 * package nir fails at {@code a}, which has no type. The substitute is a character that occurs in no name; the metadata
 * record it, so that an import restores the names.
 */
final class NirSlashes {

    private static final String KEY = "slash";
    /** In order of preference; the division slash looks the same. */
    private static final List<String> SUBSTITUTES = List.of("\u2215", "\u2044", "\u29f8", "|", "\\");

    private NirSlashes() {}

    /** @throws NirException if every substitute occurs in the names */
    static NirGraph replaced(NirGraph graph) {
        if (graph.nodes().keySet().stream().noneMatch(name -> name.contains("/"))) {
            return graph;
        }
        String substitute = SUBSTITUTES.stream()
                .filter(each -> graph.nodes().keySet().stream().noneMatch(name -> name.contains(each)))
                .findFirst()
                .orElseThrow(
                        () -> new NirException("the names of the populations contain a slash, which separates groups in"
                                + " HDF5, and every substitute for it (" + String.join(" ", SUBSTITUTES)
                                + "); rename a population"));
        Map<String, NirNode> nodes = new LinkedHashMap<>();
        graph.nodes().forEach((name, node) -> nodes.put(name.replace("/", substitute), node));
        List<Edge> edges = graph.edges().stream()
                .map(edge ->
                        new Edge(edge.from().replace("/", substitute), edge.to().replace("/", substitute)))
                .toList();
        Map<String, Object> metadata = new LinkedHashMap<>(graph.metadata());
        metadata.put(KEY, substitute);
        return new NirGraph(nodes, edges, metadata);
    }

    /** The name that a node had before it was {@link #replaced}. */
    static String restored(String node, Map<String, Object> metadata) {
        return metadata.get(KEY) instanceof String substitute && SUBSTITUTES.contains(substitute)
                ? node.replace(substitute, "/")
                : node;
    }
}
