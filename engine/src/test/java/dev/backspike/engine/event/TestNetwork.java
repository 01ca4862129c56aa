package dev.backspike.engine.event;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.common.spec.Shape;
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
import java.util.stream.IntStream;

/** Builds small networks: populations in order, the first the input and the last the readout, with random weights. */
public final class TestNetwork {

    public static final OptimiserSpec ADAM =
            new OptimiserSpec.Adam(5e-3, 0.9, 0.999, 1e-8, new ScheduleSpec.Constant());

    private final double duration;
    private final Random random;
    private final List<Population> populations = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<double[]> weights = new ArrayList<>();

    public TestNetwork(double duration, long seed) {
        this.duration = duration;
        random = new Random(seed);
    }

    public TestNetwork input(int size) {
        return population("input", new NeuronSpec.Input(), size);
    }

    public TestNetwork lif(String name, double tauMem, int size) {
        return population(name, new NeuronSpec.Lif(tauMem, 1, 0), size);
    }

    public TestNetwork li(String name, double tauMem, int size) {
        return population(name, new NeuronSpec.Li(tauMem), size);
    }

    /** Neurons with places. */
    public TestNetwork population(String name, NeuronSpec neuron, Shape shape) {
        populations.add(new Population(populations.size(), name, neuron, (int) shape.size(), shape));
        return this;
    }

    public TestNetwork population(String name, NeuronSpec neuron, int size) {
        populations.add(new Population(populations.size(), name, neuron, size));
        return this;
    }

    /** Normally distributed weights. */
    public TestNetwork connect(String from, String to, double tauSyn, double mean, double sd) {
        Connection c = connection(from, to, tauSyn);
        double[] values = new double[c.weights()];
        Arrays.setAll(values, k -> mean + sd * random.nextGaussian());
        return add(c, values);
    }

    /** Given weights, row-major {@code [from][to]}. */
    public TestNetwork connect(String from, String to, double tauSyn, double... values) {
        return add(connection(from, to, tauSyn), values);
    }

    /** Normally distributed weights of synapses that may be few, delayed, or each have constants of their own. */
    public TestNetwork connect(
            String from,
            String to,
            ParameterSpec tauSyn,
            ConnectivitySpec connectivity,
            ParameterSpec delay,
            double mean,
            double sd) {
        Connection plain = connection(from, to, 1);
        Connection c = new Connection(
                plain.index(), plain.name(), plain.from(), plain.to(), tauSyn, plain.weight(), connectivity, delay);
        double[] values = new double[c.weights()];
        Arrays.setAll(values, k -> mean + sd * random.nextGaussian());
        return add(c, values);
    }

    /** Normally distributed weights into a receptor. */
    public TestNetwork connect(String from, String to, String receptor, ParameterSpec delay, double mean, double sd) {
        Connection plain = connection(from, to, 5);
        double[] values = new double[plain.weights()];
        Arrays.setAll(values, k -> mean + sd * random.nextGaussian());
        return add(
                new Connection(
                        plain.index(),
                        plain.name(),
                        plain.from(),
                        plain.to(),
                        plain.tauSyn(),
                        plain.weight(),
                        plain.connectivity(),
                        delay,
                        receptor),
                values);
    }

    private Connection connection(String from, String to, double tauSyn) {
        long before = connections.stream()
                .filter(c -> c.from().name().equals(from) && c.to().name().equals(to))
                .count();
        return new Connection(
                connections.size(),
                from + "->" + to + (before == 0 ? "" : "#" + (before + 1)),
                named(from),
                named(to),
                ParameterSpec.fixed(tauSyn),
                new InitialiserSpec.Constant(0),
                new ConnectivitySpec.Dense(),
                ParameterSpec.fixed(0));
    }

    private TestNetwork add(Connection c, double[] values) {
        connections.add(c);
        weights.add(values);
        return this;
    }

    private Population named(String name) {
        return populations.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public EngineOptions options(LossSpec loss, int threads) {
        return options(loss, GradientsSpec.PLAIN, Map.of(), threads);
    }

    public EngineOptions options(
            LossSpec loss, GradientsSpec gradients, Map<String, RegularisationSpec> regularisation, int threads) {
        Network network =
                new Network(1, duration, populations, connections, populations.getFirst(), populations.getLast());
        InitialState drawn = Initialisers.draw(network, 1);
        for (Connection c : connections) {
            for (int k = 0; k < c.weights(); k++) {
                if (!drawn.synapses().get(c.index()).has(k)) {
                    weights.get(c.index())[k] = 0;
                }
            }
        }
        List<Tensor.F64> values = new ArrayList<>();
        for (Tensor.F64 tensor : drawn.parameters()) {
            int k = values.size();
            values.add(k < weights.size() ? new Tensor.F64(tensor.name(), tensor.shape(), weights.get(k)) : tensor);
        }
        return new EngineOptions(
                network, loss, ADAM, gradients, regularisation, new InitialState(values, drawn.synapses()), threads);
    }

    EventEngine engine(LossSpec loss) {
        return EventEngine.create(options(loss, 1));
    }

    /** One trial with the given input spikes: times, then the units that emit them. */
    public static Batch trial(int label, double[] times, int[] units) {
        SpikeTrain train = new SpikeTrain();
        for (int k = 0; k < times.length; k++) {
            train.add(times[k], units[k]);
        }
        return new Batch(new Samples(List.of(train), new int[] {label}), new int[] {0});
    }

    /** Trials in which every unit spikes once, at random before {@code latest}, labels in turn. */
    public static Batch randomTrials(int count, int units, int classes, double latest, long seed) {
        Random random = new Random(seed);
        List<SpikeTrain> trains = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            double[] times = random.doubles(units, 0, latest).sorted().toArray();
            SpikeTrain train = new SpikeTrain();
            int shift = random.nextInt(units);
            for (int u = 0; u < units; u++) {
                train.add(times[u], (u + shift) % units);
            }
            trains.add(train);
        }
        int[] labels = IntStream.range(0, count).map(k -> k % classes).toArray();
        return new Batch(new Samples(trains, labels), IntStream.range(0, count).toArray());
    }

    /** Samples held as they are. */
    record Samples(List<SpikeTrain> trains, int[] labels) implements Dataset {
        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public int units() {
            return 1
                    + trains.stream()
                            .flatMapToInt(t -> Arrays.stream(t.units, 0, t.count))
                            .max()
                            .orElse(0);
        }

        @Override
        public int classes() {
            return 1 + Arrays.stream(labels).max().orElse(0);
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
            SpikeTrain train = trains.get(sample);
            for (int k = 0; k < train.count; k++) {
                into.add(train.times[k], train.units[k]);
            }
        }
    }
}
