package dev.backspike.worker.model.nir;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Trained networks as NIR files, and NIR files as networks. */
public final class NirModel {

    private static final String DT = "dt_ms";
    private static final String DURATION = "duration_ms";

    private NirModel() {}

    /**
     * A network and its values.
     *
     * @param network the network part of a job specification, every size given; the initialisers have the mean and
     *     deviation, or the range, of the values
     * @param parameters a tensor for each of {@link Network#parameters()}, in its order and under its names
     */
    public record Imported(NetworkSpec network, List<Tensor.F64> parameters) {}

    /**
     * @param spec resolved
     * @param parameters a tensor for each of {@link Network#parameters()}
     * @throws NirException naming the population that NIR cannot express, and why
     */
    public static byte[] write(JobSpec spec, List<? extends Tensor> parameters) {
        Network network = Network.of(spec.network());
        Map<String, Object> metadata =
                Map.of("producer", "backspike", "name", spec.name(), DT, network.dt(), DURATION, network.duration());
        return NirFile.write(NirExport.graph(network, parameters, metadata));
    }

    /**
     * Reads a file that {@link #write} wrote, with the time step and trial length in its metadata.
     *
     * @throws NirException naming the node that has no counterpart here, and why; or if the file tells no trial length
     */
    public static Imported read(Path file) throws IOException {
        NirGraph graph = NirFile.read(Files.readAllBytes(file));
        if (graph.metadata().get(DT) instanceof Double dt
                && graph.metadata().get(DURATION) instanceof Double duration) {
            return new NirImport(graph, dt, duration).model();
        }
        throw new NirException("the file does not tell the length of a trial, which NIR does not ask for; give one");
    }

    /**
     * Reads any file.
     *
     * @param dt time step of the clock solver, ms
     * @param duration trial length, ms
     * @throws NirException naming the node that has no counterpart here, and why
     */
    public static Imported read(Path file, double dt, double duration) throws IOException {
        return new NirImport(NirFile.read(Files.readAllBytes(file)), dt, duration).model();
    }
}
