package dev.backspike.engine.cuda;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A network that a test writes down: first population the input, last one the readout. */
final class Graph {

    private static final ConnectivitySpec DENSE = new ConnectivitySpec.Dense();

    static final OptimiserSpec ADAM = new OptimiserSpec.Adam(1e-3, 0.9, 0.999, 1e-8, new ScheduleSpec.Constant());

    private final double dt;
    private final double duration;
    private final List<Population> populations = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<double[]> weights = new ArrayList<>();
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

    /** Normally distributed weights, dense and without delay. */
    Graph connect(String from, String to, double tauSyn, double mean, double sd) {
        return connect(from, to, ParameterSpec.fixed(tauSyn), DENSE, ParameterSpec.fixed(0), mean, sd);
    }

    /** The same, of synapses that may be few, delayed, or each have constants of their own. */
    Graph connect(
            String from,
            String to,
            ParameterSpec tauSyn,
            ConnectivitySpec connectivity,
            ParameterSpec delay,
            double mean,
            double sd) {
        long before = connections.stream()
                .filter(c -> c.from().name().equals(from) && c.to().name().equals(to))
                .count();
        Connection connection = new Connection(
                connections.size(),
                from + "->" + to + (before == 0 ? "" : "#" + (before + 1)),
                named(from),
                named(to),
                tauSyn,
                new InitialiserSpec.Constant(0),
                connectivity,
                delay);
        connections.add(connection);
        double[] values = new double[connection.weights()];
        Arrays.setAll(values, _ -> (float) (mean + sd * random.nextGaussian()));
        weights.add(values);
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
        return new EngineOptions(network, loss, optimiser, gradients, regularisation, initial(network), threads);
    }

    /** The weights as given, but for absent synapses; the rest is drawn. */
    private InitialState initial(Network network) {
        InitialState drawn = Initialisers.draw(network, 1);
        List<Tensor.F64> values = new ArrayList<>(drawn.parameters());
        for (Connection c : network.connections()) {
            double[] present = weights.get(c.index()).clone();
            for (int k = 0; k < present.length; k++) {
                present[k] = drawn.synapses().get(c.index()).has(k) ? present[k] : 0;
            }
            int[] shape = {c.from().size(), c.to().size()};
            values.set(c.index(), new Tensor.F64(c.weightName(), shape, present));
        }
        return new InitialState(values, drawn.synapses());
    }

    /**
     * Everything that synapses and neurons can have of their own: several connections of a pair, sparse and one-to-one
     * ones, constant, random and learnt delays, also beyond the trial, individual and learnt time constants, refractory
     * neurons.
     */
    static Graph everything(LossSpec loss) {
        ParameterSpec five = ParameterSpec.fixed(5);
        ParameterSpec none = ParameterSpec.fixed(0);
        ConnectivitySpec sparse = new ConnectivitySpec.FixedProbability(0.7);
        ParameterSpec tauMem = drawn(15, 25, true);
        NeuronSpec readout =
                loss instanceof LossSpec.OfVoltages ? new NeuronSpec.Li(tauMem) : new NeuronSpec.Lif(tauMem, 1, 0, 2);
        return new Graph(1, 60, 3)
                .population("input", new NeuronSpec.Input(), 13)
                .population("a", new NeuronSpec.Lif(ParameterSpec.fixed(20), 1, -0.1, 3), 37)
                .population("b", new NeuronSpec.Lif(drawn(8, 14, true), 1.2, 0.2, 2), 140)
                .population("output", readout, 3)
                .connect("input", "a", five, DENSE, drawn(0, 12, false), 0.7, 0.3)
                .connect("input", "a", drawn(3, 9, false), sparse, ParameterSpec.fixed(4), 0.2, 0.1)
                .connect("a", "b", drawn(3, 9, true), sparse, drawn(0, 90, true), 0.2, 0.1)
                .connect("input", "b", five, DENSE, ParameterSpec.fixed(2), 0.5, 0.3)
                .connect("a", "a", five, DENSE, ParameterSpec.fixed(1), 0, 0.1)
                .connect("a", "a", five, new ConnectivitySpec.OneToOne(), none, 0.3, 0.1)
                .connect("b", "a", five, sparse, none, 0, 0.05)
                .connect("b", "output", five, DENSE, drawn(1, 6, true), 0.05, 0.03)
                .connect("a", "output", drawn(3, 6, true), DENSE, ParameterSpec.fixed(5), 0.05, 0.03)
                .connect(
                        "input",
                        "output",
                        five,
                        new ConnectivitySpec.FixedProbability(0.3),
                        ParameterSpec.fixed(40),
                        1,
                        0);
    }

    /** A direct readout, and neurons that share their constants but are refractory or hear spikes late. */
    static Graph sharing() {
        ParameterSpec five = ParameterSpec.fixed(5);
        ParameterSpec none = ParameterSpec.fixed(0);
        ConnectivitySpec sparse = new ConnectivitySpec.FixedProbability(0.6);
        return new Graph(1, 60, 5)
                .population("input", new NeuronSpec.Input(), 13)
                .population("a", new NeuronSpec.Lif(ParameterSpec.fixed(20), 1, -0.1, 4), 37)
                .population("b", new NeuronSpec.Lif(10, 1.2, 0.2), 70)
                .population("output", new NeuronSpec.Li(20), 3)
                .connect("input", "a", 5, 0.6, 0.3)
                .connect("input", "a", five, sparse, ParameterSpec.fixed(3), 0.3, 0.2)
                .connect("a", "b", five, DENSE, ParameterSpec.fixed(2), 0.3, 0.1)
                .connect("a", "b", five, DENSE, ParameterSpec.fixed(7), 0.1, 0.1)
                .connect("b", "b", five, DENSE, drawn(0, 9, true), 0, 0.02)
                .connect("b", "output", five, sparse, none, 0.03, 0.03)
                .connect("b", "output", five, DENSE, none, 0.01, 0.02)
                .connect("a", "output", 2.5, 0.03, 0.03)
                .connect("input", "output", five, sparse, none, 0.03, 0.03);
    }

    /** Refractory readouts of spikes, and averaged voltages of a readout that hears spikes late. */
    static Graph late(LossSpec loss) {
        ParameterSpec five = ParameterSpec.fixed(5);
        NeuronSpec readout = loss instanceof LossSpec.OfVoltages
                ? new NeuronSpec.Li(20)
                : new NeuronSpec.Lif(ParameterSpec.fixed(20), 1, 0, 3);
        return new Graph(1, 60, 6)
                .population("input", new NeuronSpec.Input(), 13)
                .population("a", new NeuronSpec.Lif(20, 1, -0.1), 37)
                .population("output", readout, 3)
                .connect("input", "a", 5, 0.7, 0.3)
                .connect("a", "a", five, DENSE, drawn(0, 5, false), 0, 0.1)
                .connect("a", "output", five, DENSE, ParameterSpec.fixed(4), 0.1, 0.05)
                .connect("a", "output", 10, 0.05, 0.03);
    }

    static ParameterSpec drawn(double min, double max, boolean learnable) {
        return new ParameterSpec(new InitialiserSpec.Uniform(min, max), learnable, 1, min, max);
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
