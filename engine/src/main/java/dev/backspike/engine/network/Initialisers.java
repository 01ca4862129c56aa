package dev.backspike.engine.network;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.network.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws the initial values, in double precision for every engine, so that all start from the same network. */
public final class Initialisers {

    /** The limit of draws for one number, of which at most one in 20 is rejected. */
    private static final int MOST_DRAWS = 1000;

    private Initialisers() {}

    /**
     * All initial values. Those of one array depend on the seed, its owner's index, its initialiser and its size, and
     * on nothing else.
     */
    public static InitialState draw(Network network, long seed) {
        List<Synapses> synapses =
                network.connections().stream().map(c -> Synapses.draw(c, seed)).toList();
        List<Tensor.F64> parameters = network.parameters().stream()
                .map(p -> draw(network, p, synapses, seed))
                .toList();
        return new InitialState(parameters, synapses);
    }

    private static Tensor.F64 draw(Network network, Parameter parameter, List<Synapses> synapses, long seed) {
        double[] values = new double[parameter.size()];
        switch (parameter.kind()) {
            case WEIGHT -> {
                Connection c = network.connections().get(parameter.owner());
                RandomGenerator random = RandomStreams.stream(seed, Purpose.WEIGHTS, c.index());
                drawWeights(values, c, synapses.get(parameter.owner()), random);
            }
            case DELAY -> {
                Connection c = network.connections().get(parameter.owner());
                fill(values, c.delay().initial(), RandomStreams.stream(seed, Purpose.DELAYS, c.index()));
            }
            case TAU_SYN -> {
                Connection c = network.connections().get(parameter.owner());
                fill(values, c.tauSyn().initial(), RandomStreams.stream(seed, Purpose.TAU_SYN, c.index()));
            }
            case TAU_MEM -> {
                Population p = network.populations().get(parameter.owner());
                fill(values, p.tauMem().initial(), RandomStreams.stream(seed, Purpose.TAU_MEM, p.index()));
            }
            case NEURON -> drawNeuron(values, network.populations().get(parameter.owner()), parameter.name(), seed);
        }
        for (int k = 0; k < values.length; k++) {
            values[k] = Math.clamp(values[k], parameter.min(), parameter.max());
        }
        return new Tensor.F64(parameter.name(), parameter.shape(), values);
    }

    /**
     * Other weights of a connection than the initial ones, {@code [from][to]}, from the same initialiser.
     *
     * @param epoch for different ones at different times
     */
    public static double[] redraw(Connection connection, Synapses synapses, long seed, int epoch) {
        double[] values = new double[connection.weights()];
        RandomGenerator random = RandomStreams.stream(seed, Purpose.REDRAWN_WEIGHTS, epoch, connection.index());
        drawWeights(values, connection, synapses, random);
        return values;
    }

    private static void drawNeuron(double[] values, Population p, String name, long seed) {
        int number = 0;
        for (var parameter : ((NeuronSpec.Equations) p.neuron()).parameters().entrySet()) {
            if (Parameter.neuronName(p, parameter.getKey()).equals(name)) {
                RandomGenerator random = RandomStreams.stream(seed, Purpose.NEURON, p.index(), number);
                fill(values, parameter.getValue().initial(), random);
            }
            number++;
        }
    }

    private static void drawWeights(double[] values, Connection c, Synapses synapses, RandomGenerator random) {
        fill(values, weight(c, synapses), random);
        if (c.connectivity() instanceof ConnectivitySpec.AveragePool2d pool) {
            values[0] /= pool.window().area();
        }
        for (int k = 0; k < values.length; k++) {
            values[k] = synapses.has(k) ? values[k] : 0;
        }
    }

    private static void fill(double[] values, InitialiserSpec initialiser, RandomGenerator random) {
        switch (initialiser) {
            case InitialiserSpec.Normal normal ->
                Arrays.setAll(values, _ -> normal.mean() + normal.sd() * random.nextGaussian());
            case InitialiserSpec.Uniform uniform ->
                Arrays.setAll(values, _ -> uniform.min() + (uniform.max() - uniform.min()) * random.nextDouble());
            case InitialiserSpec.Constant constant -> Arrays.fill(values, constant.value());
            case InitialiserSpec.Gamma gamma ->
                Arrays.setAll(values, _ -> gamma.mean() / gamma.shape() * gamma(gamma.shape(), random));
            case InitialiserSpec.Kaiming _ ->
                throw new IllegalArgumentException("kaiming draws weights, not time constants or delays");
        }
    }

    /** A connection's initialiser, with the deviation of {@link InitialiserSpec.Kaiming} worked out. */
    private static InitialiserSpec weight(Connection c, Synapses synapses) {
        if (!(c.weight() instanceof InitialiserSpec.Kaiming kaiming)) {
            return c.weight();
        }
        double tauMem = mean(c.to().tauMem());
        double tauSyn = mean(c.tauSyn());
        double perNeuron = (double) synapses.count() / c.to().size();
        double spikesPerMs = perNeuron * kaiming.inputRateHz() / 1000;
        double theta = c.to().neuron() instanceof NeuronSpec.Lif lif ? lif.vThresh() : 1;
        double kappaSquared = tauSyn * tauSyn / (2 * (tauMem + tauSyn));
        return new InitialiserSpec.Normal(0, kaiming.gain() * theta / Math.sqrt(spikesPerMs * kappaSquared));
    }

    private static double mean(ParameterSpec parameter) {
        return switch (parameter.initial()) {
            case InitialiserSpec.Normal normal -> normal.mean();
            case InitialiserSpec.Uniform uniform -> (uniform.min() + uniform.max()) / 2;
            case InitialiserSpec.Constant constant -> constant.value();
            case InitialiserSpec.Gamma gamma -> gamma.mean();
            case InitialiserSpec.Kaiming _ -> throw new IllegalArgumentException("kaiming draws weights");
        };
    }

    /** A gamma variate of scale 1: Marsaglia &amp; Tsang 2000, with their method for shapes below 1. */
    private static double gamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            double boost = Math.pow(1 - random.nextDouble(), 1 / shape);
            return boost * gamma(shape + 1, random);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        for (int k = 0; k < MOST_DRAWS; k++) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
        throw new IllegalArgumentException("no draw of a gamma distribution of shape " + shape + " is accepted");
    }
}
