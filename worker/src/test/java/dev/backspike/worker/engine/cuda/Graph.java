package dev.backspike.worker.engine.cuda;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.worker.dataset.Dataset;
import dev.backspike.worker.dataset.SpikeTrain;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.network.Connection;
import dev.backspike.worker.network.InitialState;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Population;
import dev.backspike.worker.network.Synapses;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A network that a test writes down: first population the input, last one the readout. */
final class Graph {

    static final OptimiserSpec ADAM = new OptimiserSpec.Adam(1e-3, 0.9, 0.999, 1e-8, new ScheduleSpec.Constant());

    private final double dt;
    private final double duration;
    private final List<Population> populations = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<Tensor.F64> initial = new ArrayList<>();
    private final Random random;
    GradientsSpec gradients = GradientsSpec.PLAIN;
    Map<String, RegularisationSpec> regularisation = Map.of();
    OptimiserSpec optimiser = ADAM;
    int threads = 1;

    Graph(double dt, double duration, long seed) {
        this.dt = dt;
        this.duration = duration;
        random = new Random(seed);
    }

    Graph population(String name, NeuronSpec neuron, int size) {
        populations.add(new Population(populations.size(), name, neuron, size));
        return this;
    }

    /** Normally distributed weights. */
    Graph connect(String from, String to, double tauSyn, double mean, double sd) {
        Connection connection =
                new Connection(connections.size(), named(from), named(to), tauSyn, new InitialiserSpec.Constant(0));
        connections.add(connection);
        double[] values = new double[connection.weights()];
        Arrays.setAll(values, _ -> (float) (mean + sd * random.nextGaussian()));
        int[] shape = {connection.from().size(), connection.to().size()};
        initial.add(new Tensor.F64(connection.weightName(), shape, values));
        return this;
    }

    private Population named(String name) {
        return populations.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    EngineOptions options(LossSpec loss) {
        Network network = new Network(
                dt,
                duration,
                List.copyOf(populations),
                List.copyOf(connections),
                populations.getFirst(),
                populations.getLast());
        return new EngineOptions(
                network,
                loss,
                optimiser,
                gradients,
                regularisation,
                new InitialState(List.copyOf(initial), Collections.nCopies(initial.size(), new Synapses(null))),
                threads);
    }

    /**
     * Two recurrent populations and what else makes a difference: a skip connection, two time constants into one
     * population, odd sizes, and for variant 2 equal time constants of synapse and membrane.
     */
    static Graph tangled(int variant, LossSpec loss) {
        NeuronSpec readout = loss instanceof LossSpec.OfVoltages
                ? new NeuronSpec.Li(20)
                : new NeuronSpec.Lif(variant == 1 ? 20 : 5, 1, 0);
        return new Graph(1, 60, 7L * variant)
                .population("input", new NeuronSpec.Input(), 13)
                .population("a", new NeuronSpec.Lif(20, 1, -0.1), 37)
                .population("b", new NeuronSpec.Lif(10, 1.2, 0.2), variant == 1 ? 70 : 150)
                .population("output", readout, 3)
                .connect("input", "a", 5, 0.6, 0.3)
                .connect("a", "b", 5, 0.2, 0.1)
                .connect("input", "b", variant == 1 ? 5 : 10, 0.4, 0.3)
                .connect("a", "a", variant == 1 ? 5 : 3, 0, 0.1)
                .connect("b", "a", 5, 0, 0.05)
                .connect("b", "output", 5, 0.03, 0.03)
                .connect("a", "output", variant == 1 ? 2.5 : 5, 0.03, 0.03)
                .connect("input", "output", 5, 0.03, 0.03);
    }

    /** Spikes at random times in [0, latest), in order; the same neuron may spike twice within a step. */
    static Batch randomSpikes(int samples, int units, int classes, int spikes, double latest, long seed) {
        Random random = new Random(seed);
        double[][] times = new double[samples][];
        int[][] sources = new int[samples][];
        int[] labels = new int[samples];
        int[] all = new int[samples];
        for (int s = 0; s < samples; s++) {
            all[s] = s;
            labels[s] = random.nextInt(classes);
            int count = spikes / 2 + random.nextInt(spikes);
            times[s] = new double[count];
            sources[s] = new int[count];
            for (int k = 0; k < count; k++) {
                times[s][k] = latest * random.nextDouble();
                sources[s][k] = random.nextInt(units);
            }
            Arrays.sort(times[s]);
        }
        return new Batch(new Written(units, classes, labels, times, sources), all);
    }

    /** {@code times[sample][k]}, {@code units[sample][k]} */
    private record Written(int units, int classes, int[] labels, double[][] times, int[][] sources) implements Dataset {

        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public int label(int sample) {
            return labels[sample];
        }

        @Override
        public long bytes(int sample) {
            return 0;
        }

        @Override
        public void read(int sample, SpikeTrain into) {
            into.clear();
            for (int k = 0; k < times[sample].length; k++) {
                into.add(times[sample][k], sources[sample][k]);
            }
        }
    }
}
