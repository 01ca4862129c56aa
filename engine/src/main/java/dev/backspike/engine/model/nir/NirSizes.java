package dev.backspike.engine.model.nir;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.text.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The number of neurons of each population, which its Linears tell: parameters may be one for all, and shapes may have
 * the dimensions of a batch before those of the data.
 */
final class NirSizes {

    private final NirProblems problems;
    private final NirNotes notes;
    private final Map<String, Integer> sizes = new HashMap<>();

    private NirSizes(NirProblems problems, NirNotes notes) {
        this.problems = problems;
        this.notes = notes;
    }

    static Map<String, Integer> of(List<NirPath> paths, NirEdges edges, NirProblems problems, NirNotes notes) {
        NirSizes reader = new NirSizes(problems, notes);
        for (NirPath path : paths) {
            reader.require(path, path.to(), path.toNeurons());
        }
        for (NirPath path : paths) {
            reader.require(path, path.from(), path.fromNeurons());
        }
        reader.sizes.forEach((node, size) -> {
            if (edges.node(node) instanceof NirNode.Input(long[] shape)) {
                reader.shape(node, "Input", shape, size);
            }
        });
        return reader.sizes;
    }

    private void require(NirPath path, String population, int neurons) {
        Integer other = sizes.putIfAbsent(population, neurons);
        if (other != null && other != neurons) {
            String linear = path.parts().getFirst().name();
            problems.add(
                    NirGraphCheck.path(linear) + "/weight",
                    "node " + Shown.name(linear) + " of type Linear has " + neurons + " values for node "
                            + Shown.name(population) + ", which has " + other + " elsewhere");
        }
    }

    /** Requires that the Output is as large as the population that it shows. */
    static void requireOutput(int size, NirGraph graph, NirProblems problems, NirNotes notes) {
        NirSizes reader = new NirSizes(problems, notes);
        graph.nodes().forEach((name, node) -> {
            if (node instanceof NirNode.Output(long[] shape)) {
                reader.shape(name, "Output", shape, size);
            }
        });
    }

    private void shape(String name, String type, long[] shape, int size) {
        int first = 0;
        while (first < shape.length && !isProduct(shape, first, size)) {
            first++;
        }
        String shown = NirGraphCheck.shown(shape);
        if (first == shape.length) {
            problems.add(
                    NirGraphCheck.path(name) + "/shape",
                    "node " + Shown.name(name) + " of type " + type + " has the shape " + shown
                            + ", while the Linear beside it has " + size + " values");
        } else if (first > 0) {
            notes.assume(
                    ImportNoteCode.BATCH_STRIPPED,
                    name,
                    "node " + Shown.name(name) + " has the shape " + shown + "; "
                            + (first == 1 ? "its first dimension was" : "its first " + first + " dimensions were")
                            + " taken as that of a batch, as there are " + size + " neurons");
        }
    }

    /** Whether the dimensions from one on have that product; those of 1 before them are of a batch, too. */
    private static boolean isProduct(long[] shape, int first, int size) {
        double product = 1;
        for (int k = first; k < shape.length; k++) {
            product *= shape[k];
        }
        return product == size && (first == shape.length - 1 || shape[first] != 1);
    }
}
