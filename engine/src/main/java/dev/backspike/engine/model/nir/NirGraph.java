package dev.backspike.engine.model.nir;

import dev.backspike.common.file.ImportNote;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A NIR graph without graphs in it: nodes by name, and edges that carry the output of one node to the input of another,
 * where all that arrive are added.
 *
 * @param metadata texts and numbers ({@link String}, {@link Double}) beside the model
 * @param notes what reading took the file to mean
 */
record NirGraph(Map<String, NirNode> nodes, List<Edge> edges, Map<String, Object> metadata, List<ImportNote> notes) {

    record Edge(String from, String to) {}

    NirGraph {
        nodes = new LinkedHashMap<>(nodes);
        edges = List.copyOf(edges);
        metadata = Map.copyOf(metadata);
        notes = List.copyOf(notes);
    }

    NirGraph(Map<String, NirNode> nodes, List<Edge> edges, Map<String, Object> metadata) {
        this(nodes, edges, metadata, List.of());
    }
}
