package dev.backspike.engine.model.nir;

import dev.backspike.common.file.ImportNote;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
     * @param assumptions what the file was taken to mean where it leaves that open or puts it in other terms
     * @param warnings what makes it doubtful that the file means that
     */
    public record Imported(
            NetworkSpec network, List<Tensor.F64> parameters, List<ImportNote> assumptions, List<ImportNote> warnings) {

        public Imported {
            parameters = List.copyOf(parameters);
            assumptions = List.copyOf(assumptions);
            warnings = List.copyOf(warnings);
        }

        /**
         * The values for the parameters of another network, where a number that all neurons share here may be an array.
         * A parameter of {@code target} whose population or connection does not exist here has no value in the result.
         */
        public List<Tensor.F64> valuesFor(Network target) {
            List<Tensor.F64> values = new ArrayList<>(parameters);
            Set<String> given = parameters.stream().map(Tensor.F64::name).collect(Collectors.toSet());
            Network own = Network.of(network);
            for (Parameter wanted : target.parameters()) {
                if (!given.contains(wanted.name())) {
                    Double shared = shared(wanted, target, own);
                    if (shared != null) {
                        double[] spread = new double[wanted.size()];
                        Arrays.fill(spread, shared);
                        values.add(new Tensor.F64(wanted.name(), wanted.shape(), spread));
                    }
                }
            }
            return values;
        }

        private static @Nullable Double shared(Parameter wanted, Network target, Network own) {
            if (wanted.kind() == Parameter.Kind.NEURON) {
                // NIR describes no neuron by its equations.
                return null;
            }
            String owner = switch (wanted.kind()) {
                case WEIGHT, DELAY, TAU_SYN ->
                    target.connections().get(wanted.owner()).name();
                case TAU_MEM, NEURON -> target.populations().get(wanted.owner()).name();
            };
            Stream<Connection> connection =
                    own.connections().stream().filter(c -> c.name().equals(owner));
            Stream<ParameterSpec> values = switch (wanted.kind()) {
                case WEIGHT, NEURON -> Stream.empty();
                case DELAY -> connection.map(Connection::delay);
                case TAU_SYN -> connection.map(Connection::tauSyn);
                case TAU_MEM ->
                    own.populations().stream()
                            .filter(p -> p.name().equals(owner) && p.neuron() instanceof NeuronSpec.Leaky)
                            .map(Population::tauMem);
            };
            return values.map(ParameterSpec::value).findFirst().orElse(null);
        }
    }

    /** Whether a HDF5 file is meant to be NIR, be it well-formed or not. */
    public static boolean isAt(Path file) throws IOException {
        return NirFile.isAt(file);
    }

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
     * Reads a file. Those that {@link #write} wrote have step and length in their metadata; others need them given.
     *
     * @param dt time step of the clock solver, ms; null for the file's own
     * @param duration trial length, ms; null for the file's own
     * @param units what the numbers of the file mean
     * @throws NirException naming the nodes that have no counterpart here, and why; or if neither the file nor the
     *     caller gives step or length
     */
    public static Imported read(Path file, @Nullable Double dt, @Nullable Double duration, ModelUnits units)
            throws IOException {
        NirProblems problems = new NirProblems();
        NirGraph graph = NirFile.read(Files.readAllBytes(file), problems);
        Double step = dt == null ? time(graph, DT) : dt;
        Double length = duration == null ? time(graph, DURATION) : duration;
        if (step == null || length == null) {
            throw missing(step, length);
        }
        return new NirImport(graph, step, length, units, problems).model();
    }

    private static NirException missing(@Nullable Double step, @Nullable Double length) {
        String what = step != null
                ? "no length of a trial"
                : length != null ? "no time step" : "neither a time step nor the length of a trial";
        String parameters = step != null ? "duration" : length != null ? "dt" : "dt and duration";
        return new NirException("the file has " + what + ", as NIR does not define it; give " + parameters + " in ms");
    }

    private static @Nullable Double time(NirGraph graph, String key) {
        return graph.metadata().get(key) instanceof Double value && value > 0 && Double.isFinite(value) ? value : null;
    }
}
