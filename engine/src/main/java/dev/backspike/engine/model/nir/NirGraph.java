package dev.backspike.engine.model.nir;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A NIR graph: nodes by name, and edges that carry the output of one node to the input of another, where all that
 * arrive are added.
 *
 * @param metadata texts and numbers ({@link String}, {@link Double}) beside the model
 */
record NirGraph(Map<String, NirNode> nodes, List<Edge> edges, Map<String, Object> metadata) {

    record Edge(String from, String to) {}

    NirGraph {
        nodes = new LinkedHashMap<>(nodes);
        edges = List.copyOf(edges);
        metadata = Map.copyOf(metadata);
    }
}
