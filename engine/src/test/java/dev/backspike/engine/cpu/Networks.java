package dev.backspike.engine.cpu;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.ScheduleSpec;
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

/** Small networks and data sets that the tests of this package write down. */
final class Networks {

    static final OptimiserSpec ADAM = new OptimiserSpec.Adam(1e-3, 0.9, 0.999, 1e-8, new ScheduleSpec.Constant());

    private final double dt;
    private final double duration;
    private final List<Population> populations = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<Tensor.F64> initial = new ArrayList<>();
    private final Random random;

    Networks(double dt, double duration, long seed) {
        this.dt = dt;
        this.duration = duration;
        this.random = new Random(seed);
    }

    Population population(String name, NeuronSpec neuron, int size) {
        Population population = new Population(populations.size(), name, neuron, size);
        populations.add(population);
        return population;
    }

    /** Normally distributed weights. */
    Networks connect(Population from, Population to, double tauSyn, double mean, double sd) {
        double[] values = new double[from.size() * to.size()];
        Arrays.setAll(values, _ -> (float) (mean + sd * random.nextGaussian()));
        return connectWith(from, to, tauSyn, values);
    }

    /** The same, of synapses that may be few, delayed, or each have constants of their own. */
    Networks connect(
            Population from,
            Population to,
            ParameterSpec tauSyn,
            ConnectivitySpec connectivity,
            ParameterSpec delay,
            double mean,
            double sd) {
        long before = connections.stream()
                .filter(c -> c.from().equals(from) && c.to().equals(to))
                .count();
        String name = from.name() + "->" + to.name() + (before == 0 ? "" : "#" + (before + 1));
        Connection connection = new Connection(
                connections.size(), name, from, to, tauSyn, new InitialiserSpec.Constant(0), connectivity, delay);
        double[] values = new double[from.size() * to.size()];
        Arrays.setAll(values, _ -> (float) (mean + sd * random.nextGaussian()));
        connections.add(connection);
        initial.add(new Tensor.F64(connection.weightName(), new int[] {from.size(), to.size()}, values));
        return this;
    }

    /** Weights that are written down, row by row. */
    Networks connectWith(Population from, Population to, double tauSyn, double... values) {
        Connection connection = new Connection(connections.size(), from, to, tauSyn, new InitialiserSpec.Constant(0));
        connections.add(connection);
        initial.add(new Tensor.F64(connection.weightName(), new int[] {from.size(), to.size()}, values));
        return this;
    }

    /** The first population is the input, the last one the readout. */
    EngineOptions options(LossSpec loss, int threads) {
        return options(loss, GradientsSpec.PLAIN, Map.of(), threads);
    }

    EngineOptions options(
            LossSpec loss, GradientsSpec gradients, Map<String, RegularisationSpec> regularisation, int threads) {
        Network network = new Network(
                dt,
                duration,
                List.copyOf(populations),
                List.copyOf(connections),
                populations.getFirst(),
                populations.getLast());
        return new EngineOptions(network, loss, ADAM, gradients, regularisation, initial(network), threads);
    }

    /** The weights as given, but for absent synapses; the rest is drawn. */
    private InitialState initial(Network network) {
        InitialState drawn = Initialisers.draw(network, 1);
        List<Tensor.F64> values = new ArrayList<>(drawn.parameters());
        for (Connection c : network.connections()) {
            double[] weights = initial.get(c.index()).values().clone();
            for (int k = 0; k < weights.length; k++) {
                weights[k] = drawn.synapses().get(c.index()).has(k) ? weights[k] : 0;
            }
            values.set(
                    c.index(),
                    new Tensor.F64(c.weightName(), initial.get(c.index()).shape(), weights));
        }
        return new InitialState(values, drawn.synapses());
    }

    /** Recurrence, a skip connection, two time constants into one population, odd sizes, equal time constants. */
    static EngineOptions graph(
            int variant,
            LossSpec loss,
            GradientsSpec gradients,
            Map<String, RegularisationSpec> regularisation,
            int threads) {
        Networks net = new Networks(1, 60, 7L * variant);
        Population input = net.population("input", new NeuronSpec.Input(), 13);
        Population a = net.population("a", new NeuronSpec.Lif(20, 1, -0.1), 37);
        Population b = net.population("b", new NeuronSpec.Lif(10, 1.2, 0.2), 70);
        NeuronSpec readout = loss instanceof LossSpec.OfVoltages
                ? new NeuronSpec.Li(20)
                : new NeuronSpec.Lif(variant == 1 ? 20 : 5, 1, 0);
        Population output = net.population("output", readout, 3);
        return net.connect(input, a, 5, 0.6, 0.3)
                .connect(a, b, 5, 0.2, 0.1)
                .connect(input, b, variant == 1 ? 5 : 10, 0.4, 0.3)
                .connect(a, a, variant == 1 ? 5 : 3, 0, 0.1)
                .connect(b, a, 5, 0, 0.05)
                .connect(b, output, 5, 0.03, 0.03)
                .connect(a, output, variant == 1 ? 2.5 : 5, 0.03, 0.03)
                .options(loss, gradients, regularisation, threads);
    }

    /**
     * The same with everything that synapses and neurons can have of their own: several connections of a pair, sparse
     * ones, constant, random and learnt delays, also beyond the trial, individual and learnt time constants, refractory
     * neurons.
     */
    static EngineOptions everything(
            LossSpec loss, GradientsSpec gradients, Map<String, RegularisationSpec> regularisation, int threads) {
        ParameterSpec five = ParameterSpec.fixed(5);
        ParameterSpec none = ParameterSpec.fixed(0);
        ConnectivitySpec dense = new ConnectivitySpec.Dense();
        ConnectivitySpec sparse = new ConnectivitySpec.FixedProbability(0.7);
        Networks net = new Networks(1, 60, 3);
        Population input = net.population("input", new NeuronSpec.Input(), 13);
        Population a = net.population("a", new NeuronSpec.Lif(ParameterSpec.fixed(20), 1, -0.1, 3), 37);
        Population b = net.population("b", new NeuronSpec.Lif(drawn(8, 14, true), 1.2, 0.2, 0), 70);
        ParameterSpec tauMem = drawn(15, 25, true);
        Population output = net.population(
                "output",
                loss instanceof LossSpec.OfVoltages ? new NeuronSpec.Li(tauMem) : new NeuronSpec.Lif(tauMem, 1, 0, 2),
                3);
        return net.connect(input, a, five, dense, drawn(0, 12, false), 0.7, 0.3)
                .connect(input, a, drawn(3, 9, false), sparse, ParameterSpec.fixed(4), 0.2, 0.1)
                .connect(a, b, drawn(3, 9, true), sparse, drawn(0, 90, true), 0.2, 0.1)
                .connect(input, b, five, dense, ParameterSpec.fixed(2), 0.5, 0.3)
                .connect(a, a, five, dense, ParameterSpec.fixed(1), 0, 0.1)
                .connect(b, a, five, sparse, none, 0, 0.05)
                .connect(b, output, five, dense, drawn(1, 6, true), 0.05, 0.03)
                .connect(a, output, drawn(3, 6, true), dense, ParameterSpec.fixed(5), 0.05, 0.03)
                .connect(input, output, five, new ConnectivitySpec.FixedProbability(0.3), ParameterSpec.fixed(70), 1, 0)
                .options(loss, gradients, regularisation, threads);
    }

    static ParameterSpec drawn(double min, double max, boolean learnable) {
        return new ParameterSpec(new InitialiserSpec.Uniform(min, max), learnable, 1, min, max);
    }

    /** A data set that is written down: {@code times[sample][k]}, {@code units[sample][k]}. */
    record Written(int units, int classes, int[] labels, double[][] times, int[][] sources) implements Dataset {

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

        int[] all() {
            int[] all = new int[size()];
            Arrays.setAll(all, k -> k);
            return all;
        }
    }

    /** Spikes at random times in [0, latest), in order. */
    static Written randomSpikes(int samples, int units, int classes, int spikes, double latest, long seed) {
        Random random = new Random(seed);
        double[][] times = new double[samples][spikes];
        int[][] sources = new int[samples][spikes];
        int[] labels = new int[samples];
        for (int s = 0; s < samples; s++) {
            labels[s] = random.nextInt(classes);
            for (int k = 0; k < spikes; k++) {
                times[s][k] = latest * random.nextDouble();
                sources[s][k] = random.nextInt(units);
            }
            Arrays.sort(times[s]);
        }
        return new Written(units, classes, labels, times, sources);
    }
}
