package dev.backspike.engine.model.nir;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.model.nir.NirGraph.Edge;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network as a NIR graph. The names of populations and connections are those of the nodes:
 *
 * <pre>
 *   input population               Input       "input"
 *   lif population                 CubaLIF     "hidden"
 *     with several tauSyn          LIF         "hidden", after a LI "input->hidden:current" for each connection
 *   li population                  LI          "output", after a LI "->output", its synaptic current
 *   connection                     Linear      "input->hidden", between the two; a recurrent one closes a cycle
 *   its delay, if not 0            Delay       "input->hidden:delay", before the Linear, or after it where the delays
 *                                              differ by postsynaptic neuron
 *   readout                        Output      "output->", after the readout population
 * </pre>
 *
 * {@linkplain NirSlashes Slashes} in names are replaced.
 *
 * <p>A spike is a Dirac pulse in NIR's tau_syn I' = -I + w_in S, so I jumps by w_in / tau_syn times the weight; here it
 * jumps by the weight: w_in = tau_syn, in seconds, and so is r of a LI that is a current. V starts at v_leak = 0, r =
 * 1. A li population is two LI nodes rather than one CubaLI, which nir 1.0.4 does not have and few tools read.
 */
final class NirExport {

    private final Network network;
    private final Map<String, Tensor> parameters;
    private final Map<String, NirNode> nodes = new LinkedHashMap<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    /** The node that a connection leads to, where it is not that of the postsynaptic population. */
    private final Map<Connection, String> currents = new HashMap<>();

    private NirExport(Network network, List<? extends Tensor> parameters) {
        this.network = network;
        this.parameters = new LinkedHashMap<>();
        parameters.forEach(tensor -> this.parameters.put(tensor.name(), tensor));
    }

    /**
     * @param parameters a tensor for each of {@link Network#parameters()}
     * @throws NirException if NIR has no nodes for the network
     */
    static NirGraph graph(Network network, List<? extends Tensor> parameters, Map<String, Object> metadata) {
        NirExport export = new NirExport(network, parameters);
        network.populations().forEach(export::population);
        network.connections().forEach(export::connection);
        Population readout = network.readout();
        export.nodes.put(readout.name() + "->", new NirNode.Output(readout.size()));
        export.edges.add(new Edge(readout.name(), readout.name() + "->"));
        return NirSlashes.replaced(new NirGraph(export.nodes, List.copyOf(export.edges), metadata));
    }

    private void population(Population population) {
        nodes.put(
                population.name(),
                switch (population.neuron()) {
                    case NeuronSpec.Input _ -> new NirNode.Input(population.size());
                    case NeuronSpec.Equations _ ->
                        throw refused(population, "its neurons are given by equations, for which NIR has no node");
                    case NeuronSpec.Li _ -> leaky(population, null);
                    case NeuronSpec.Lif lif -> {
                        if (lif.refractory() > 0) {
                            throw refused(population, "it has a refractory time, which CubaLIF neurons do not have");
                        }
                        yield leaky(
                                population,
                                new NirNode.Spiking(
                                        Values.all(population.size(), lif.vThresh()),
                                        Values.all(population.size(), lif.vReset())));
                    }
                });
    }

    private NirNode leaky(Population population, NirNode.@Nullable Spiking spiking) {
        int size = population.size();
        double[] tauMem = Seconds.of(values(population.tauMem(), population.name() + ".tauMem", size));
        List<Connection> arriving = network.connections().stream()
                .filter(c -> c.to().equals(population))
                .toList();
        List<double[]> currents = arriving.stream().map(this::tauSyn).toList();
        boolean shared = currents.stream().allMatch(tauSyn -> Arrays.equals(tauSyn, currents.getFirst()));
        if (shared && spiking != null) {
            double[] tauSyn = currents.getFirst();
            return new NirNode.Cuba(tauSyn, tauMem, Values.all(size, 1), Values.all(size, 0), tauSyn, spiking);
        }
        for (int k = 0; k < arriving.size(); k++) {
            String current = shared ? "->" + population.name() : arriving.get(k).name() + ":current";
            if (k == 0 || !shared) {
                double[] tauSyn = currents.get(k);
                nodes.put(current, new NirNode.Plain(tauSyn, tauSyn, Values.all(size, 0), null));
            }
            this.currents.put(arriving.get(k), current);
        }
        return new NirNode.Plain(tauMem, Values.all(size, 1), Values.all(size, 0), spiking);
    }

    /** s. */
    private double[] tauSyn(Connection c) {
        return Seconds.of(values(c.tauSyn(), c.name() + ".tauSyn", c.to().size()));
    }

    private void connection(Connection c) {
        if (c.connectivity() instanceof ConnectivitySpec.Windowed windowed) {
            throw refused(
                    c.to(), "its connection " + c.name() + " is " + windowed.type() + ", which is not exported yet");
        }
        double[][] weight = transposed(values(c.weightName()), c.from().size(), c.to().size());
        nodes.put(c.name(), new NirNode.Linear(weight));
        if (!c.delay().individual() && c.delay().value() == 0) {
            edges.add(new Edge(c.from().name(), c.name()));
            arrive(c.name(), c);
            return;
        }
        String name = c.name() + ":delay";
        double[][] delays = c.delay().individual()
                ? transposed(values(c.name() + ".delay"), c.from().size(), c.to().size())
                : null;
        double[] byFrom =
                delays == null ? Values.all(c.from().size(), c.delay().value()) : delaysByFrom(delays, weight);
        if (byFrom != null) {
            nodes.put(name, new NirNode.Delay(Seconds.of(byFrom)));
            edges.add(new Edge(c.from().name(), name));
            edges.add(new Edge(name, c.name()));
            arrive(c.name(), c);
            return;
        }
        double[] byTo = delaysByRow(Objects.requireNonNull(delays), weight);
        if (byTo == null) {
            throw refused(
                    c.to(),
                    "its connection " + c.name()
                            + " has an individual delay for each synapse, while a NIR delay is that of a neuron");
        }
        nodes.put(name, new NirNode.Delay(Seconds.of(byTo)));
        edges.add(new Edge(c.from().name(), c.name()));
        edges.add(new Edge(c.name(), name));
        arrive(name, c);
    }

    /** @param last node of the connection */
    private void arrive(String last, Connection c) {
        String current = currents.get(c);
        edges.add(new Edge(last, current == null ? c.to().name() : current));
        if (current != null) {
            edges.add(new Edge(current, c.to().name()));
        }
    }

    private static double @Nullable [] delaysByFrom(double[][] delays, double[][] weight) {
        return delaysByRow(transposed(delays), transposed(weight));
    }

    /** The delay that all synapses of a row share, or null if there is a row where they do not. */
    private static double @Nullable [] delaysByRow(double[][] delays, double[][] weight) {
        double[] byRow = new double[delays.length];
        for (int row = 0; row < delays.length; row++) {
            boolean any = false;
            for (int column = 0; column < delays[row].length; column++) {
                // the delay of a synapse of weight 0 has no effect
                if (weight[row][column] != 0) {
                    if (any && byRow[row] != delays[row][column]) {
                        return null;
                    }
                    byRow[row] = delays[row][column];
                    any = true;
                }
            }
        }
        return byRow;
    }

    /** @param values row-major {@code [from][to]} */
    private static double[][] transposed(double[] values, int from, int to) {
        double[][] result = new double[to][from];
        for (int i = 0; i < from; i++) {
            for (int j = 0; j < to; j++) {
                result[j][i] = values[i * to + j];
            }
        }
        return result;
    }

    private static double[][] transposed(double[][] matrix) {
        return transposed(
                Arrays.stream(matrix).flatMapToDouble(Arrays::stream).toArray(), matrix.length, matrix[0].length);
    }

    private double[] values(ParameterSpec parameter, String name, int size) {
        return parameter.individual() ? values(name) : Values.all(size, parameter.value());
    }

    private double[] values(String name) {
        return switch (Objects.requireNonNull(parameters.get(name), name)) {
            case Tensor.F64 f64 -> f64.values();
            case Tensor.F32 f32 -> {
                double[] wide = new double[f32.values().length];
                Arrays.setAll(wide, i -> f32.values()[i]);
                yield wide;
            }
        };
    }

    private static NirException refused(Population population, String reason) {
        return new NirException("population " + population.name() + " cannot be expressed in NIR because " + reason
                + "; download the model as safetensors (format=safetensors)");
    }
}
