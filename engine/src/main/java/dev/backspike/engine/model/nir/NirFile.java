package dev.backspike.engine.model.nir;

import dev.backspike.engine.hdf5.Hdf5Dataset;
import dev.backspike.engine.hdf5.Hdf5Exception;
import dev.backspike.engine.hdf5.Hdf5File;
import dev.backspike.engine.hdf5.Hdf5Group;
import dev.backspike.engine.model.nir.NirGraph.Edge;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The HDF5 layout of the Python package nir 1.0:
 *
 * <pre>
 *   version                  text
 *   node/type                "NIRGraph"
 *   node/edges               texts [edges][2]: from, to
 *   node/metadata/...        texts and numbers
 *   node/nodes/NAME/type     "Linear", "CubaLIF", ...
 *   node/nodes/NAME/weight   numbers; the other parameters likewise, each under its name
 * </pre>
 */
final class NirFile {

    private static final String VERSION = "1.0";

    private NirFile() {}

    static byte[] write(NirGraph graph) {
        try {
            // jhdf writes files only
            Path file = Files.createTempFile("backspike-", ".nir");
            try {
                try (WritableHdfFile hdf = HdfFile.write(file)) {
                    hdf.putDataset("version", VERSION);
                    write(hdf.putGroup("node"), graph);
                }
                return Files.readAllBytes(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not write a temporary file", e);
        }
    }

    private static void write(WritableGroup node, NirGraph graph) {
        node.putDataset("type", "NIRGraph");
        node.putDataset(
                "edges",
                graph.edges().stream().map(e -> new String[] {e.from(), e.to()}).toArray(String[][]::new));
        if (!graph.metadata().isEmpty()) {
            graph.metadata().forEach(node.putGroup("metadata")::putDataset);
        }
        WritableGroup nodes = node.putGroup("nodes");
        graph.nodes().forEach((name, n) -> write(nodes.putGroup(name), n));
    }

    private static void write(WritableGroup group, NirNode node) {
        group.putDataset("type", node.type());
        switch (node) {
            case NirNode.Input input -> group.putDataset("shape", new long[] {input.size()});
            case NirNode.Output output -> group.putDataset("shape", new long[] {output.size()});
            case NirNode.Linear linear -> group.putDataset("weight", narrowest(linear.weight()));
            case NirNode.Delay delay -> group.putDataset("delay", delay.delay());
            case NirNode.Cuba cuba -> {
                group.putDataset("tau_syn", cuba.tauSyn());
                group.putDataset("tau_mem", cuba.tauMem());
                group.putDataset("r", cuba.r());
                group.putDataset("v_leak", cuba.vLeak());
                group.putDataset("w_in", cuba.wIn());
                if (cuba.spiking() != null) {
                    group.putDataset("v_threshold", cuba.spiking().vThreshold());
                    group.putDataset("v_reset", cuba.spiking().vReset());
                }
            }
        }
    }

    /** The matrix as float where that loses nothing, as is the case for weights that were trained in float. */
    private static Object narrowest(double[][] matrix) {
        float[][] floats = new float[matrix.length][];
        for (int row = 0; row < matrix.length; row++) {
            floats[row] = new float[matrix[row].length];
            for (int column = 0; column < matrix[row].length; column++) {
                floats[row][column] = (float) matrix[row][column];
                if (floats[row][column] != matrix[row][column]) {
                    return matrix;
                }
            }
        }
        return floats;
    }

    static boolean isAt(Path file) throws IOException {
        try (Hdf5File hdf = Hdf5File.open(file)) {
            return hdf.root().group("node") != null;
        } catch (Hdf5Exception e) {
            return false; // whoever reads it as data says what is wrong with it
        }
    }

    /** @throws NirException if the file is not of the layout, is damaged or has a node that has no meaning here */
    static NirGraph read(byte[] file) {
        try (Hdf5File hdf = Hdf5File.of(file)) {
            return read(hdf.root());
        } catch (Hdf5Exception | IOException e) {
            throw new NirException("not a NIR file, or a damaged one: " + e.getMessage(), e);
        }
    }

    private static NirGraph read(Hdf5Group file) {
        Hdf5Group root = file.group("node");
        if (root == null) {
            throw new NirException("not a NIR file: it has no group node");
        }
        NirFields graph = new NirFields("the file's root", root);
        if (!graph.type().equals("NIRGraph")) {
            throw new NirException("the file's root is a single node of type " + graph.type() + ", not a NIRGraph");
        }
        Map<String, NirNode> nodes = new LinkedHashMap<>();
        Hdf5Group all = graph.group("nodes");
        for (String name : all.names()) {
            Hdf5Group group = all.group(name);
            if (group == null) {
                throw new NirException("node " + name + " is not a group");
            }
            nodes.put(name, new NirFields("node " + name, group).node());
        }
        List<Edge> edges = new ArrayList<>();
        for (String[] edge : graph.texts("edges")) {
            if (!nodes.containsKey(edge[0]) || !nodes.containsKey(edge[1])) {
                throw new NirException("the edge " + String.join(" -> ", edge) + " does not join two nodes");
            }
            edges.add(new Edge(edge[0], edge[1]));
        }
        return new NirGraph(nodes, edges, metadata(root));
    }

    private static Map<String, Object> metadata(Hdf5Group root) {
        Map<String, Object> metadata = new HashMap<>();
        Hdf5Group group = root.group("metadata");
        if (group == null) {
            return metadata;
        }
        for (String name : group.names()) {
            // other tools may keep what they like beside the model
            Hdf5Dataset dataset = group.dataset(name);
            String text = NirFields.text(dataset);
            if (text != null) {
                metadata.put(name, text);
            } else if (dataset != null && dataset.shape().length == 0 && NirFields.isNumber(dataset)) {
                metadata.put(name, dataset.all().reals()[0]);
            }
        }
        return metadata;
    }
}
