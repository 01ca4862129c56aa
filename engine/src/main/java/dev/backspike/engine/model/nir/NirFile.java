package dev.backspike.engine.model.nir;

import dev.backspike.engine.hdf5.Hdf5Exception;
import dev.backspike.engine.hdf5.Hdf5File;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

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
            case NirNode.Input input -> group.putDataset("shape", input.shape());
            case NirNode.Output output -> group.putDataset("shape", output.shape());
            case NirNode.Linear linear -> group.putDataset("weight", narrowest(linear.weight()));
            case NirNode.Delay delay -> group.putDataset("delay", delay.delay());
            case NirNode.Scale scale -> group.putDataset("scale", scale.scale());
            case NirNode.Identity _, NirNode.Refused _ ->
                throw new IllegalArgumentException(node.type() + " is never exported");
            case NirNode.Cuba cuba -> {
                group.putDataset("tau_syn", cuba.tauSyn());
                group.putDataset("tau_mem", cuba.tauMem());
                group.putDataset("w_in", cuba.wIn());
                write(group, cuba);
            }
            case NirNode.Plain plain -> {
                group.putDataset("tau", plain.tauMem());
                write(group, plain);
            }
        }
    }

    private static void write(WritableGroup group, NirNode.Leaky node) {
        group.putDataset("r", node.r());
        group.putDataset("v_leak", node.vLeak());
        NirNode.Spiking spiking = node.spiking();
        if (spiking != null) {
            group.putDataset("v_threshold", spiking.vThreshold());
            // a missing reset is one to 0, and nir 1.0.4 refuses files that have the field
            if (Arrays.stream(spiking.vReset()).anyMatch(v -> v != 0)) {
                group.putDataset("v_reset", spiking.vReset());
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

    /** @throws NirException if the file is not of the layout, is damaged or has nodes that have no meaning here */
    static NirGraph read(byte[] file) {
        NirProblems problems = new NirProblems();
        NirGraph graph = read(file, problems);
        problems.requireNone();
        return graph;
    }

    /**
     * @param problems to which nodes that have no meaning here are added
     * @throws NirException if the file is not of the layout or is damaged
     */
    static NirGraph read(byte[] file, NirProblems problems) {
        try (Hdf5File hdf = Hdf5File.of(file)) {
            return NirReader.read(hdf.root(), problems);
        } catch (Hdf5Exception | IOException e) {
            throw new NirException("not a NIR file, or a damaged one: " + e.getMessage(), e);
        }
    }
}
