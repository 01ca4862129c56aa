package dev.backspike.engine.model.nir;

import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.engine.model.nir.NirPaths.Path;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A NIR graph as a network, the reverse of {@link NirExport}; what has no exact counterpart is refused. */
final class NirImport {

    private final NirPaths paths;
    private final double dt;
    private final double duration;
    /** Names of the populations, by their nodes'. */
    private final Map<String, String> names = new LinkedHashMap<>();

    /**
     * @param dt ms
     * @param duration ms
     */
    NirImport(NirGraph graph, double dt, double duration) {
        this.paths = new NirPaths(graph);
        this.dt = dt;
        this.duration = duration;
        for (String node : paths.populations()) {
            String name = node.replaceAll("->|[.#\\p{Cntrl}]", "_");
            if (names.containsValue(name)) {
                throw new NirException("node " + node + " would be the second population called " + name);
            }
            names.put(node, name);
        }
    }

    NirModel.Imported model() {
        Map<String, PopulationSpec> populations = new LinkedHashMap<>();
        names.forEach((node, name) -> populations.put(name, population(node)));
        List<ConnectionSpec> connections =
                paths.all().stream().map(this::connection).toList();
        NetworkSpec spec = new NetworkSpec(dt, duration, NetworkSpec.Solver.CLOCK, populations, connections);
        String readout = names.get(paths.readout());
        if (!spec.readouts().equals(List.of(readout))) {
            throw new NirException("the Output is " + readout
                    + ", but a readout here is the one population from which no connection leads to another; those are "
                    + spec.readouts());
        }
        return new NirModel.Imported(spec, parameters(Network.of(spec)));
    }

    private PopulationSpec population(String node) {
        return switch (paths.node(node)) {
            case NirNode.Input input -> new PopulationSpec(new NeuronSpec.Input(), input.size());
            case NirNode.Cuba cuba -> {
                if (Arrays.stream(cuba.vLeak()).anyMatch(v -> v != 0)) {
                    throw refused(node, "its v_leak is not 0");
                }
                ParameterSpec tauMem = parameter(node, "tau_mem", cuba.tauMem());
                NirNode.Spiking spiking = cuba.spiking();
                NeuronSpec neuron = spiking == null
                        ? new NeuronSpec.Li(tauMem)
                        : new NeuronSpec.Lif(
                                tauMem,
                                same(node, "v_threshold", spiking.vThreshold()),
                                same(node, "v_reset", spiking.vReset()),
                                0);
                if (neuron instanceof NeuronSpec.Lif lif && (lif.vThresh() <= 0 || lif.vReset() >= lif.vThresh())) {
                    throw refused(node, "its v_threshold must be above 0 and above v_reset");
                }
                yield new PopulationSpec(neuron, cuba.size());
            }
            default -> throw new IllegalStateException(node + " is not a population");
        };
    }

    private ConnectionSpec connection(Path path) {
        double[] weights = weights(path);
        double mean = Arrays.stream(weights).average().orElseThrow();
        double variance = Arrays.stream(weights)
                .map(w -> (w - mean) * (w - mean))
                .average()
                .orElseThrow();
        double[] delays = delays(path);
        return new ConnectionSpec(
                Objects.requireNonNull(names.get(path.from())),
                Objects.requireNonNull(names.get(path.to())),
                parameter(path.to(), "tau_syn", target(path).tauSyn()),
                new InitialiserSpec.Normal(mean, Math.sqrt(variance)),
                diagonal(path.linear().weight()) ? new ConnectivitySpec.OneToOne() : new ConnectivitySpec.Dense(),
                uniform(delays) ? ParameterSpec.fixed(delays[0]) : individual(delays));
    }

    private static boolean diagonal(double[][] weight) {
        if (weight.length == 1 || weight.length != weight[0].length) {
            return false;
        }
        for (int row = 0; row < weight.length; row++) {
            for (int column = 0; column < weight.length; column++) {
                if (row != column && weight[row][column] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Tensor.F64> parameters(Network network) {
        List<Tensor.F64> tensors = new ArrayList<>();
        for (Parameter parameter : network.parameters()) {
            double[] values = switch (parameter.kind()) {
                case WEIGHT -> weights(paths.all().get(parameter.owner()));
                case DELAY -> delays(paths.all().get(parameter.owner()));
                case TAU_SYN ->
                    Seconds.toMs(target(paths.all().get(parameter.owner())).tauSyn());
                case TAU_MEM -> {
                    String node = List.copyOf(names.keySet()).get(parameter.owner());
                    yield Seconds.toMs(((NirNode.Cuba) paths.node(node)).tauMem());
                }
            };
            tensors.add(new Tensor.F64(parameter.name(), parameter.shape(), values));
        }
        return tensors;
    }

    /**
     * r and w_in scale the current's jump at a spike: r w_in / tau_syn times the weight. Where w_in is tau_syn and r is
     * 1, this factor is 1 and the weights stay as they are.
     *
     * @return row-major {@code [from][to]}
     */
    private double[] weights(Path path) {
        double[][] weight = path.linear().weight();
        NirNode.Cuba to = target(path);
        double[] result = new double[path.linear().from() * path.linear().to()];
        for (int j = 0; j < weight.length; j++) {
            double jump = to.r()[j] * (to.wIn()[j] / to.tauSyn()[j]);
            for (int i = 0; i < weight[j].length; i++) {
                result[i * weight.length + j] = jump * weight[j][i];
            }
        }
        return result;
    }

    /** @return ms, row-major {@code [from][to]} */
    private static double[] delays(Path path) {
        int to = path.linear().to();
        double[] before = path.delayBefore();
        double[] after = path.delayAfter();
        double[] result = new double[path.linear().from() * to];
        Arrays.setAll(result, k -> Seconds.toMs(before[k / to] + after[k % to]));
        return result;
    }

    private NirNode.Cuba target(Path path) {
        return (NirNode.Cuba) paths.node(path.to());
    }

    private ParameterSpec parameter(String node, String field, double[] seconds) {
        double[] ms = Seconds.toMs(seconds);
        if (Arrays.stream(ms).anyMatch(tau -> tau <= 0)) {
            throw refused(node, "its " + field + " is not above 0 everywhere");
        }
        return uniform(ms) ? ParameterSpec.fixed(ms[0]) : individual(ms);
    }

    /** The values go beside the specification, which says no more than their range. */
    private static ParameterSpec individual(double[] values) {
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        return new ParameterSpec(new InitialiserSpec.Uniform(min, max), false, 1, min, max);
    }

    private static double same(String node, String field, double[] values) {
        if (!uniform(values)) {
            throw refused(node, "its " + field + " differs between neurons; a population here has one");
        }
        return values[0];
    }

    private static boolean uniform(double[] values) {
        return Arrays.stream(values).allMatch(value -> value == values[0]);
    }

    private static NirException refused(String node, String reason) {
        return new NirException("node " + node + " cannot be imported because " + reason);
    }
}
