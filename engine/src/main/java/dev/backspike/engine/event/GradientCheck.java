package dev.backspike.engine.event;

import static java.lang.Math.abs;
import static java.lang.Math.max;
import static java.lang.Math.sqrt;

import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Synapses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Compares the exact engine's gradients with central differences of the batch's mean loss in double precision.
 *
 * <p>The difference is the fourth-order one, (8 (L(w + h) - L(w - h)) - (L(w + 2h) - L(w - 2h))) / (12 h), with h
 * relative to the root mean square of the array's values. A step that suits most values is too long for one that moves
 * a spike whose voltage only just reaches the threshold, and a shorter one drowns the others in rounding: of the steps
 * 1e-4, 1e-5 and 1e-6 the one counts whose own error, estimated without a look at the gradient, is smallest.
 *
 * <p>The loss jumps where a spike appears or vanishes, and has a kink where a spike and one that arrives at the same
 * neuron change places. Values for which either happens in any trial within the step have no difference to compare
 * with: they are skipped, and counted. So are delays so short that the step would reach below 0, and values that change
 * the loss so little that its rounding hides by how much.
 */
public final class GradientCheck {

    private static final double[] RELATIVE_STEPS = {1e-4, 1e-5, 1e-6};

    /** Estimated error, relative to the scale of the gradients, at which no shorter step is tried. */
    private static final double ACCURATE = 1e-9;

    /**
     * Estimated error of a difference, relative to what the gradient's error is related to, above which it shows
     * nothing.
     */
    private static final double RESOLVED = 5e-6;

    private final ExactEngine engine;
    private final Batch batch;

    private GradientCheck(ExactEngine engine, Batch batch) {
        this.engine = engine;
        this.batch = batch;
    }

    /**
     * Compares the gradients of an engine, which it closes.
     *
     * @param factory makes the engine
     * @param mostPerArray compare no more than this many values of each learnable array, drawn without replacement;
     *     values of absent synapses are none
     * @param seed of that draw
     * @return the error of each learnable array, in the network's order
     * @throws ArithmeticException if the batch's loss is not finite
     */
    public static List<GradientError> run(
            Function<EngineOptions, ? extends ExactEngine> factory,
            EngineOptions options,
            Batch batch,
            int mostPerArray,
            long seed) {
        try (ExactEngine engine = factory.apply(options)) {
            Random random = new Random(seed);
            List<Parameter> parameters = options.network().parameters();
            List<List<Integer>> drawn = parameters.stream()
                    .map(p -> draw(p, options.initial().synapses(), mostPerArray, random))
                    .toList();
            return new GradientCheck(engine, batch).compare(parameters, drawn);
        }
    }

    /** Compares the gradients of {@link EventEngine}. */
    public static List<GradientError> run(EngineOptions options, Batch batch, int mostPerArray, long seed) {
        return run(EventEngine::create, options, batch, mostPerArray, seed);
    }

    private static List<Integer> draw(Parameter p, List<Synapses> synapses, int most, Random random) {
        boolean ofSynapses = p.kind() == Kind.WEIGHT || p.kind() == Kind.DELAY;
        List<Integer> indices = new ArrayList<>();
        for (int k = 0; k < p.size(); k++) {
            if (!ofSynapses || synapses.get(p.owner()).has(k)) {
                indices.add(k);
            }
        }
        if (indices.size() > most) {
            Collections.shuffle(indices, random);
            return indices.subList(0, most);
        }
        return indices;
    }

    private List<GradientError> compare(List<Parameter> parameters, List<List<Integer>> drawn) {
        BatchOutcome outcome = engine.forward(batch);
        double loss = outcome.loss() / batch.size();
        if (!Double.isFinite(loss)) {
            throw new ArithmeticException("the loss is " + loss + " before any parameter is changed");
        }
        engine.backward(outcome.counts());
        long[] order = order();
        List<GradientError> results = new ArrayList<>();
        for (int k = 0; k < parameters.size(); k++) {
            if (parameters.get(k).learnable()) {
                double[] gradient = Arrays.stream(engine.gradientArrays()[k])
                        .map(sum -> sum / batch.size())
                        .toArray();
                results.add(
                        compare(parameters.get(k), drawn.get(k), engine.parameterArrays()[k], gradient, loss, order));
            }
        }
        return results;
    }

    private GradientError compare(
            Parameter parameter,
            List<Integer> indices,
            double[] values,
            double[] gradients,
            double loss,
            long[] order) {
        double scale = rootMeanSquare(gradients);
        double size = rootMeanSquare(values);
        double lowest = parameter.kind() == Kind.DELAY ? 0 : Double.NEGATIVE_INFINITY;
        double largest = 0;
        int worst = -1;
        int skipped = 0;
        for (int k : indices) {
            Difference difference = derivative(values, k, size == 0 ? 1 : size, lowest, loss, scale, order);
            double reference = max(abs(gradients[k]), scale);
            boolean equal = gradients[k] == difference.value();
            if (Double.isNaN(difference.value()) || (!equal && difference.error() > RESOLVED * reference)) {
                skipped++;
                continue;
            }
            double error = equal ? 0 : abs(gradients[k] - difference.value()) / reference;
            if (worst < 0 || error > largest || Double.isNaN(error)) {
                largest = error;
                worst = k;
            }
        }
        return new GradientError(
                parameter.name(),
                indices.size() - skipped,
                skipped,
                largest,
                scale,
                worst < 0 ? null : parameter.name() + position(parameter.shape(), worst));
    }

    private static String position(int[] shape, int index) {
        return shape.length == 1 ? "[" + index + "]" : "[" + index / shape[1] + "][" + index % shape[1] + "]";
    }

    /**
     * A central difference of the loss, and an estimate of its own error; NaN if the step changes the order of events.
     */
    private record Difference(double value, double error) {

        private static final Difference NONE = new Difference(Double.NaN, Double.POSITIVE_INFINITY);

        /** Reducing the step shows how much the longer one was off, apart from rounding. */
        Difference knowing(Difference shorter, double rounding) {
            double change = abs(value - shorter.value);
            return change + rounding < error ? new Difference(value, change + rounding) : this;
        }
    }

    /** The central difference with the smallest estimated error. */
    private Difference derivative(
            double[] values, int index, double size, double lowest, double loss, double scale, long[] order) {
        Difference best = Difference.NONE;
        Difference longer = Difference.NONE;
        double longerRounding = 0;
        for (double relative : RELATIVE_STEPS) {
            double step = relative * size;
            if (values[index] - 2 * step < lowest) {
                continue;
            }
            double rounding = Math.ulp(loss) * batch.size() / step;
            double inner = difference(values, index, step, order);
            double outer = difference(values, index, 2 * step, order);
            double second = inner / (2 * step);
            double fourth = (8 * inner - outer) / (12 * step);
            Difference found = new Difference(fourth, abs(fourth - second) + rounding);
            best = better(best, better(longer.knowing(found, longerRounding), found));
            if (best.error() <= ACCURATE * scale) {
                break;
            }
            longer = found;
            longerRounding = rounding;
        }
        return best;
    }

    private static Difference better(Difference one, Difference other) {
        return other.error() < one.error() ? other : one;
    }

    /** L(w + step) - L(w - step), or NaN if the step changes the order of events. */
    private double difference(double[] values, int index, double step, long[] order) {
        double w = values[index];
        try {
            return meanLoss(values, index, w + step, order) - meanLoss(values, index, w - step, order);
        } finally {
            values[index] = w;
        }
    }

    private double meanLoss(double[] values, int index, double w, long[] order) {
        values[index] = w;
        double loss = engine.forward(batch).loss() / batch.size();
        return Arrays.equals(order(), order) ? loss : Double.NaN;
    }

    /** {@code [sample]}. */
    private long[] order() {
        long[] hashes = new long[batch.size()];
        Arrays.setAll(hashes, engine::eventOrder);
        return hashes;
    }

    private static double rootMeanSquare(double[] values) {
        return sqrt(Arrays.stream(values).map(x -> x * x).average().orElse(0));
    }
}
