package dev.backspike.engine.model.nir;

import dev.backspike.engine.dataset.SpikeTrain;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The equations of the NIR paper by Euler steps, node by node; knows nothing of the engines. A spike is a Dirac pulse:
 * 1/step for one step. What a neuron emits arrives in the next step.
 */
final class NirSimulation {

    private final NirGraph graph;
    private final double step;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, List<String>> sources = new LinkedHashMap<>();
    private int steps;

    /** @param step s */
    NirSimulation(NirGraph graph, double step) {
        this.graph = graph;
        this.step = step;
        boolean more = true;
        while (more) {
            more = false;
            for (String name : graph.nodes().keySet()) {
                if (!nodes.containsKey(name)) {
                    int size = size(name);
                    if (size > 0) {
                        nodes.put(name, new Node(name, size));
                        more = true;
                    }
                }
            }
        }
    }

    /** Values that a node emits; 0 while they depend on a node that is not known yet. */
    private int size(String name) {
        NirNode node = Objects.requireNonNull(graph.nodes().get(name));
        if (node instanceof NirNode.Linear linear) {
            return linear.to();
        }
        if (node instanceof NirNode.Input input) {
            return (int) input.shape()[input.shape().length - 1];
        }
        return sources(name).stream()
                .map(nodes::get)
                .filter(Objects::nonNull)
                .mapToInt(source -> source.output.length)
                .findFirst()
                .orElse(0);
    }

    private List<String> sources(String node) {
        return graph.edges().stream()
                .filter(edge -> edge.to().equals(node))
                .map(NirGraph.Edge::from)
                .toList();
    }

    /** @param durationMs as the input's times */
    void run(SpikeTrain input, double durationMs) {
        int next = 0;
        List<double[]> inputs = graph.nodes().keySet().stream()
                .filter(name -> graph.nodes().get(name) instanceof NirNode.Input)
                .map(name -> named(name).output)
                .toList();
        for (; steps * step < durationMs / 1000; steps++) {
            inputs.forEach(pulses -> Arrays.fill(pulses, 0));
            for (; next < input.count && input.times[next] / 1000 <= steps * step; next++) {
                emit(inputs, input.units[next]);
            }
            nodes.values().forEach(node -> node.now = -1);
            // all that arrives before any neuron changes
            nodes.values().forEach(Node::collect);
            nodes.values().forEach(Node::advance);
        }
    }

    /** Units of all inputs are counted together, one input after the other. */
    private void emit(List<double[]> inputs, int unit) {
        int local = unit;
        for (double[] pulses : inputs) {
            if (local < pulses.length) {
                pulses[local] += 1 / step;
                return;
            }
            local -= pulses.length;
        }
        throw new IllegalArgumentException("no input has the unit " + unit);
    }

    long spikes(String node) {
        return named(node).spikes;
    }

    double[] meanVoltage(String node) {
        return Arrays.stream(named(node).sumV).map(sum -> sum / steps).toArray();
    }

    private Node named(String node) {
        return Objects.requireNonNull(nodes.get(node), node);
    }

    /** A node and its state. */
    private final class Node {

        private final String name;
        private final NirNode node;
        private final double[] output;
        private final double[] i;
        private final double[] v;
        private final double[] sumV;
        /** The last outputs of a Delay's sources. */
        private final double[][] past;

        private double[] input = {};
        private long spikes;
        /** The step that a node without state was computed for. */
        private int now = -1;

        Node(String name, int size) {
            this.name = name;
            this.node = Objects.requireNonNull(graph.nodes().get(name));
            output = new double[size];
            i = new double[size];
            v = new double[size];
            sumV = new double[size];
            past = node instanceof NirNode.Delay(double[] delay)
                    ? new double[(int) Math.rint(Values.max(delay) / step) + 1][size]
                    : new double[0][];
            if (node instanceof NirNode.Leaky leaky) {
                Arrays.setAll(v, n -> Values.at(leaky.vLeak(), n));
            }
        }

        /** What the node emits in this step; one without state follows its input at once. */
        double[] output() {
            if (now == steps) {
                return output;
            }
            now = steps;
            switch (node) {
                case NirNode.Linear(double[][] weight) -> {
                    Arrays.fill(output, 0);
                    double[] x = arriving();
                    for (int k = 0; k < x.length; k++) {
                        for (int n = 0; x[k] != 0 && n < output.length; n++) {
                            output[n] += weight[n][k] * x[k];
                        }
                    }
                }
                case NirNode.Scale(double[] scale) -> {
                    double[] x = arriving();
                    Arrays.setAll(output, n -> Values.at(scale, n) * x[n]);
                }
                case NirNode.Delay(double[] delay) -> {
                    past[steps % past.length] = arriving();
                    Arrays.setAll(output, n -> {
                        int ago = (int) Math.rint(Values.at(delay, n) / step);
                        return past[Math.floorMod(steps - ago, past.length)][n];
                    });
                }
                case NirNode.Identity _, NirNode.Output _ -> System.arraycopy(arriving(), 0, output, 0, output.length);
                case NirNode.Refused _ -> throw new IllegalArgumentException(name + " cannot be simulated");
                case NirNode.Input _, NirNode.Leaky _ -> {
                    // has what it emitted at the end of the step before
                }
            }
            return output;
        }

        private double[] arriving() {
            double @Nullable [] sum = null;
            for (String source : sources.computeIfAbsent(name, NirSimulation.this::sources)) {
                double[] x = named(source).output();
                if (sum == null) {
                    sum = x.clone();
                } else {
                    for (int k = 0; k < x.length; k++) {
                        sum[k] += x[k];
                    }
                }
            }
            return Objects.requireNonNull(sum, name);
        }

        void collect() {
            if (node instanceof NirNode.Leaky) {
                input = arriving();
            }
        }

        void advance() {
            if (!(node instanceof NirNode.Leaky leaky)) {
                return;
            }
            NirNode.Spiking spiking = leaky.spiking();
            for (int n = 0; n < v.length; n++) {
                double drive = input[n];
                if (leaky instanceof NirNode.Cuba cuba) {
                    drive = i[n];
                    i[n] += step / Values.at(cuba.tauSyn(), n) * (-i[n] + Values.at(cuba.wIn(), n) * input[n]);
                }
                v[n] += step
                        / Values.at(leaky.tauMem(), n)
                        * (Values.at(leaky.vLeak(), n) - v[n] + Values.at(leaky.r(), n) * drive);
                output[n] = spiking == null ? v[n] : 0;
                if (spiking != null && v[n] > Values.at(spiking.vThreshold(), n)) {
                    v[n] = Values.at(spiking.vReset(), n);
                    output[n] = 1 / step;
                    spikes++;
                }
                sumV[n] += v[n];
            }
        }
    }
}
