package dev.backspike.engine.model.nir;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Files in NIR with whatever nodes a test needs: a map is a group, all else a data set. */
final class NirFiles {

    private NirFiles() {}

    static Path write(Path file, Map<String, Object> graph) {
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putDataset("version", "1.0.8");
            write(hdf.putGroup("node"), graph);
        }
        return file;
    }

    private static void write(WritableGroup group, Map<?, ?> content) {
        content.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                write(group.putGroup((String) name), inner);
            } else {
                group.putDataset((String) name, value);
            }
        });
    }

    /** @param fields names and values by turns */
    static Map<String, Object> node(String type, Object... fields) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("type", type);
        for (int k = 0; k < fields.length; k += 2) {
            node.put((String) fields[k], fields[k + 1]);
        }
        return node;
    }

    /**
     * @param edges such as {@code "input fc1, fc1 l1"}
     * @param nodes names and nodes by turns
     */
    static Map<String, Object> graph(String edges, Object... nodes) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int k = 0; k < nodes.length; k += 2) {
            all.put((String) nodes[k], nodes[k + 1]);
        }
        String[] pairs = edges.split(", ", -1);
        String[][] texts = new String[pairs.length][];
        for (int k = 0; k < pairs.length; k++) {
            texts[k] = pairs[k].split(" ", 2);
        }
        Map<String, Object> graph = new LinkedHashMap<>();
        graph.put("type", "NIRGraph");
        graph.put("edges", texts);
        graph.put("nodes", all);
        return graph;
    }

    static double[] all(int size, double value) {
        return Values.all(size, value);
    }

    static Map<String, Object> input(long... shape) {
        return node("Input", "shape", shape);
    }

    static Map<String, Object> output(long... shape) {
        return node("Output", "shape", shape);
    }

    static Map<String, Object> linear(Object weight) {
        return node("Linear", "weight", weight);
    }

    /** One whose spikes make the current jump by their weight. */
    static Map<String, Object> cubaLif(int size) {
        return node(
                "CubaLIF",
                "tau_syn",
                all(size, 0.005),
                "tau_mem",
                all(size, 0.02),
                "r",
                all(size, 1),
                "v_leak",
                all(size, 0),
                "v_threshold",
                all(size, 1),
                "v_reset",
                all(size, 0),
                "w_in",
                all(size, 0.005));
    }

    /** The same with a single value of each parameter, however that is given. */
    static Map<String, Object> cubaLifOf(java.util.function.DoubleFunction<Object> one) {
        return node(
                "CubaLIF",
                "tau_syn",
                one.apply(0.005),
                "tau_mem",
                one.apply(0.02),
                "r",
                one.apply(1),
                "v_leak",
                one.apply(0),
                "v_threshold",
                one.apply(1),
                "v_reset",
                one.apply(0),
                "w_in",
                one.apply(0.005));
    }

    /** input (3) -> fc1 -> l1 (4) -> fc2 -> l2 (2) -> output, with some nodes replaced. */
    static Map<String, Object> chain(Object... replaced) {
        Map<String, Object> nodes = new LinkedHashMap<>();
        nodes.put("input", input(3));
        nodes.put("fc1", linear(FIRST));
        nodes.put("l1", cubaLif(4));
        nodes.put("fc2", linear(SECOND));
        nodes.put("l2", cubaLif(2));
        nodes.put("output", output(2));
        for (int k = 0; k < replaced.length; k += 2) {
            nodes.put((String) replaced[k], replaced[k + 1]);
        }
        Object[] all = nodes.entrySet().stream()
                .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        return graph("input fc1, fc1 l1, l1 fc2, fc2 l2, l2 output", all);
    }

    static final double[][] FIRST = {{0.5, -1, 2}, {1.5, 0.25, -0.5}, {3, -2, 1}, {0, 1, 0.75}};
    static final double[][] SECOND = {{1, -1, 0.5, 2}, {0.25, 3, -2, 1}};
}
