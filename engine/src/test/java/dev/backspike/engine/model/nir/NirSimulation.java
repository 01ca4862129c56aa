package dev.backspike.engine.model.nir;

import dev.backspike.engine.dataset.SpikeTrain;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** NIR's equations by Euler steps, for graphs without delays. A spike is a Dirac pulse: 1/step for one step. */
final class NirSimulation {

    private final NirGraph graph;
    private final double step;
    private final Map<String, Neurons> neurons = new LinkedHashMap<>();
    private int steps;

    /** @param step s */
    NirSimulation(NirGraph graph, double step) {
        this.graph = graph;
        this.step = step;
        graph.nodes().forEach((name, node) -> {
            switch (node) {
                case NirNode.Cuba cuba -> neurons.put(name, new Neurons(cuba, step));
                case NirNode.Input input -> neurons.put(name, new Neurons(input));
                default -> assertNoDelay(node);
            }
        });
    }

    private static void assertNoDelay(NirNode node) {
        if (node instanceof NirNode.Delay) {
            throw new IllegalArgumentException("not simulated here");
        }
    }

    /** @param durationMs as the input's times */
    void run(SpikeTrain input, double durationMs) {
        int next = 0;
        double[] pulses = neurons.values().stream()
                .filter(n -> n.cuba == null)
                .findFirst()
                .orElseThrow()
                .output;
        for (; steps * step < durationMs / 1000; steps++) {
            Arrays.fill(pulses, 0);
            for (; next < input.count && input.times[next] / 1000 <= steps * step; next++) {
                pulses[input.units[next]] += 1 / step;
            }
            // all inputs before any output changes
            neurons.forEach(this::collect);
            neurons.values().forEach(Neurons::advance);
        }
    }

    long spikes(String node) {
        return named(node).spikes;
    }

    double[] meanVoltage(String node) {
        return Arrays.stream(named(node).sumV).map(sum -> sum / steps).toArray();
    }

    private Neurons named(String node) {
        return Objects.requireNonNull(neurons.get(node), node);
    }

    private void collect(String name, Neurons to) {
        Arrays.fill(to.input, 0);
        for (String source : sources(name)) {
            if (graph.nodes().get(source) instanceof NirNode.Linear linear) {
                for (String presynaptic : sources(source)) {
                    double[] x = named(presynaptic).output;
                    for (int k = 0; k < x.length; k++) {
                        for (int n = 0; x[k] != 0 && n < to.input.length; n++) {
                            to.input[n] += linear.weight()[n][k] * x[k];
                        }
                    }
                }
            }
        }
    }

    private static final class Neurons {

        /** Null for the input. */
        private final NirNode.@Nullable Cuba cuba;

        private final double step;
        private final double[] input;
        private final double[] output;
        private final double[] i;
        private final double[] v;
        private final double[] sumV;
        private long spikes;

        Neurons(NirNode.Input input) {
            this(null, input.size(), 0);
        }

        Neurons(NirNode.Cuba cuba, double step) {
            this(cuba, cuba.size(), step);
            System.arraycopy(cuba.vLeak(), 0, v, 0, v.length);
        }

        private Neurons(NirNode.@Nullable Cuba cuba, int size, double step) {
            this.cuba = cuba;
            this.step = step;
            input = new double[size];
            output = new double[size];
            i = new double[size];
            v = new double[size];
            sumV = new double[size];
        }

        void advance() {
            if (cuba == null) {
                return;
            }
            for (int n = 0; n < v.length; n++) {
                v[n] += step / cuba.tauMem()[n] * (cuba.vLeak()[n] - v[n] + cuba.r()[n] * i[n]);
                i[n] += step / cuba.tauSyn()[n] * (-i[n] + cuba.wIn()[n] * input[n]);
                output[n] = 0;
                if (cuba.spiking() != null && v[n] > cuba.spiking().vThreshold()[n]) {
                    v[n] = cuba.spiking().vReset()[n];
                    output[n] = 1 / step;
                    spikes++;
                }
                sumV[n] += v[n];
            }
        }
    }

    private List<String> sources(String node) {
        return graph.edges().stream()
                .filter(edge -> edge.to().equals(node))
                .map(NirGraph.Edge::from)
                .toList();
    }
}
