package dev.backspike.engine.model.nir;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.model.nir.NirGraph.Edge;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A network as a NIR graph. The names of populations and connections are those of the nodes:
 *
 * <pre>
 *   input population               Input       "input"
 *   lif population                 CubaLIF     "hidden"
 *   li population                  CubaLI      "output"
 *   connection                     Linear      "input->hidden", between the two; a recurrent one closes a cycle
 *   its delay, if not 0            Delay       "input->hidden:delay", before the Linear, or after it where the delays
 *                                              differ by postsynaptic neuron
 *   readout                        Output      "output->", after the readout population
 * </pre>
 *
 * A spike is a Dirac pulse in NIR's tau_syn I' = -I + w_in S, so I jumps by w_in / tau_syn times the weight; here it
 * jumps by the weight: w_in = tau_syn, in seconds. V starts at v_leak = 0, r = 1.
 */
final class NirExport {

    private final Network network;
    private final Map<String, Tensor> parameters;
    private final Map<String, NirNode> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

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
        return new NirGraph(export.nodes, export.edges, metadata);
    }

    private void population(Population population) {
        if (population.name().contains("/")) {
            throw refused(population, "its name contains a slash, which parts the names of groups in HDF5");
        }
        nodes.put(
                population.name(),
                switch (population.neuron()) {
                    case NeuronSpec.Input _ -> new NirNode.Input(population.size());
                    case NeuronSpec.Li _ -> cuba(population, null);
                    case NeuronSpec.Lif lif -> {
                        if (lif.refractory() > 0) {
                            throw refused(population, "it has a refractory time, which CubaLIF neurons do not have");
                        }
                        yield cuba(
                                population,
                                new NirNode.Spiking(
                                        all(population.size(), lif.vThresh()), all(population.size(), lif.vReset())));
                    }
                });
    }

    private NirNode.Cuba cuba(Population population, NirNode.@Nullable Spiking spiking) {
        int size = population.size();
        double[] tauMem = values(population.tauMem(), population.name() + ".tauMem", size);
        double[] tauSyn = Seconds.of(tauSyn(population));
        return new NirNode.Cuba(tauSyn, Seconds.of(tauMem), all(size, 1), all(size, 0), tauSyn, spiking);
    }

    private double[] tauSyn(Population population) {
        Connection first = null;
        double[] tauSyn = {};
        for (Connection c : network.connections()) {
            if (c.to().equals(population)) {
                double[] other = values(c.tauSyn(), c.name() + ".tauSyn", population.size());
                if (first == null) {
                    first = c;
                    tauSyn = other;
                } else if (!Arrays.equals(tauSyn, other)) {
                    throw refused(
                            population,
                            "its connections " + first.name() + " and " + c.name()
                                    + " differ in tauSyn, while a NIR neuron has one synaptic current");
                }
            }
        }
        return tauSyn;
    }

    private void connection(Connection c) {
        double[][] weight = transposed(values(c.weightName()), c.from().size(), c.to().size());
        nodes.put(c.name(), new NirNode.Linear(weight));
        if (!c.delay().individual() && c.delay().value() == 0) {
            edges.add(new Edge(c.from().name(), c.name()));
            edges.add(new Edge(c.name(), c.to().name()));
            return;
        }
        String name = c.name() + ":delay";
        double[][] delays = c.delay().individual()
                ? transposed(values(c.name() + ".delay"), c.from().size(), c.to().size())
                : null;
        double[] byFrom = delays == null ? all(c.from().size(), c.delay().value()) : delaysByFrom(delays, weight);
        if (byFrom != null) {
            nodes.put(name, new NirNode.Delay(Seconds.of(byFrom)));
            edges.add(new Edge(c.from().name(), name));
            edges.add(new Edge(name, c.name()));
            edges.add(new Edge(c.name(), c.to().name()));
            return;
        }
        double[] byTo = delaysByRow(Objects.requireNonNull(delays), weight);
        if (byTo == null) {
            throw refused(
                    c.to(),
                    "its connection " + c.name()
                            + " has a delay of its own for each synapse, while a NIR delay is that of a neuron");
        }
        nodes.put(name, new NirNode.Delay(Seconds.of(byTo)));
        edges.add(new Edge(c.from().name(), c.name()));
        edges.add(new Edge(c.name(), name));
        edges.add(new Edge(name, c.to().name()));
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
                // the delay of a synapse of weight 0 is nobody's
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
        return parameter.individual() ? values(name) : all(size, parameter.value());
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

    private static double[] all(int size, double value) {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return values;
    }

    private static NirException refused(Population population, String reason) {
        return new NirException("population " + population.name() + " cannot be expressed in NIR because " + reason);
    }
}
