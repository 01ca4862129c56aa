package dev.backspike.engine.model.nir;

import dev.backspike.engine.model.nir.NirGraph.Edge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slashes in names, which part the names of groups in HDF5, so that the package nir finds a node without a type at
 * them. They become a character that no name has, which the metadata state.
 */
final class NirSlashes {

    private static final String KEY = "slash";
    /** The division slash first, which looks the same. */
    private static final List<String> SUBSTITUTES = List.of("\u2215", "\u2044", "\u29f8", "|", "\\");

    private NirSlashes() {}

    /** @throws NirException if the names have every substitute */
    static NirGraph replaced(NirGraph graph) {
        if (graph.nodes().keySet().stream().noneMatch(name -> name.contains("/"))) {
            return graph;
        }
        String substitute = SUBSTITUTES.stream()
                .filter(each -> graph.nodes().keySet().stream().noneMatch(name -> name.contains(each)))
                .findFirst()
                .orElseThrow(
                        () -> new NirException("the names of the populations have a slash, which parts the names of"
                                + " groups in HDF5, and every substitute for it (" + String.join(" ", SUBSTITUTES)
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
