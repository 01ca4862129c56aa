package dev.backspike.worker.engine.event;

import static java.lang.Math.abs;
import static java.lang.Math.max;
import static java.lang.Math.sqrt;

import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.network.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Compares the exact engine's gradients with central differences of the batch's mean loss in double precision.
 *
 * <p>The difference is the fourth-order one, (8 (L(w + h) - L(w - h)) - (L(w + 2h) - L(w - 2h))) / (12 h), with h
 * relative to the root mean square of the connection's weights. A step that suits most weights is too long for one that
 * moves a spike whose voltage only just reaches the threshold, and a shorter one drowns the others in rounding: of the
 * steps 1e-4, 1e-5 and 1e-6 the one counts whose own error, estimated without a look at the gradient, is smallest.
 *
 * <p>The loss jumps where a spike appears or vanishes, and has a kink where a spike and one that arrives at the same
 * neuron change places. Weights for which either happens in any trial within the step have no difference to compare
 * with: they are skipped, and counted.
 */
public final class GradientCheck {

    private static final double[] RELATIVE_STEPS = {1e-4, 1e-5, 1e-6};

    /** Estimated error, relative to the scale of the gradients, at which no shorter step is tried. */
    private static final double ACCURATE = 1e-9;

    /**
     * @param largestError largest |gradient - difference| / max(|gradient|, rms), where rms is the root mean square of
     *     the gradients of the weight's connection: the small entries of a tensor are held to the tensor's scale, since
     *     differences resolve no more; 0 where both are 0
     * @param worstWeight the weight with that error, as {@code tensor[from][to]}; null if none was compared
     * @param compared how many weights were compared
     * @param skipped how many could not be, since the loss is not smooth within the step
     */
    public record Result(double largestError, @Nullable String worstWeight, int compared, int skipped) {}

    private record Weight(Connection connection, int index) {
        @Override
        public String toString() {
            int columns = connection.to().size();
            return connection.weightName() + "[" + index / columns + "][" + index % columns + "]";
        }
    }

    private final EventEngine engine;
    private final Batch batch;

    private GradientCheck(EventEngine engine, Batch batch) {
        this.engine = engine;
        this.batch = batch;
    }

    /**
     * @param mostWeights compare no more than this many weights, drawn without replacement
     * @param seed of that draw
     * @throws ArithmeticException if the batch's loss is not finite
     */
    public static Result run(EngineOptions options, Batch batch, int mostWeights, long seed) {
        try (EventEngine engine = EventEngine.create(options)) {
            List<Weight> weights = new ArrayList<>();
            for (Connection c : options.network().connections()) {
                for (int k = 0; k < c.weights(); k++) {
                    weights.add(new Weight(c, k));
                }
            }
            if (weights.size() > mostWeights) {
                Collections.shuffle(weights, new Random(seed));
                weights = weights.subList(0, mostWeights);
            }
            return new GradientCheck(engine, batch).compare(weights);
        }
    }

    private Result compare(List<Weight> weights) {
        double loss = engine.forward(batch).loss() / batch.size();
        if (!Double.isFinite(loss)) {
            throw new ArithmeticException("the loss is " + loss + " before any weight is changed");
        }
        engine.adjoint();
        engine.gather();
        long[] order = order();
        double[][] gradients = engine.gradientArrays();
        double[] scale = rootMeanSquares(gradients);
        double[] steps = rootMeanSquares(engine.weights());
        double largest = 0;
        Weight worst = null;
        int skipped = 0;
        for (Weight weight : weights) {
            int c = weight.connection().index();
            double difference = derivative(weight, steps[c] == 0 ? 1 : steps[c], loss, scale[c], order);
            if (Double.isNaN(difference)) {
                skipped++;
                continue;
            }
            double gradient = gradients[c][weight.index()];
            double reference = max(abs(gradient), scale[c]);
            double error = gradient == difference ? 0 : abs(gradient - difference) / reference;
            if (worst == null || error > largest || Double.isNaN(error)) {
                largest = error;
                worst = weight;
            }
        }
        return new Result(largest, worst == null ? null : worst.toString(), weights.size() - skipped, skipped);
    }

    /** The central difference with the smallest estimated error, or NaN if every step changes the order of spikes. */
    private double derivative(Weight weight, double rms, double loss, double scale, long[] order) {
        double best = Double.NaN;
        double smallest = Double.POSITIVE_INFINITY;
        for (double relative : RELATIVE_STEPS) {
            double step = relative * rms;
            double inner = difference(weight, step, order);
            double outer = difference(weight, 2 * step, order);
            double second = inner / (2 * step);
            double fourth = (8 * inner - outer) / (12 * step);
            double error = abs(fourth - second) + Math.ulp(loss) * batch.size() / step;
            if (error < smallest) {
                smallest = error;
                best = fourth;
            }
            if (error <= ACCURATE * scale) {
                break;
            }
        }
        return best;
    }

    /** L(w + step) - L(w - step), or NaN if the step changes the order of spikes. */
    private double difference(Weight weight, double step, long[] order) {
        double[] values = engine.weights()[weight.connection().index()];
        double w = values[weight.index()];
        try {
            return meanLoss(values, weight.index(), w + step, order)
                    - meanLoss(values, weight.index(), w - step, order);
        } finally {
            values[weight.index()] = w;
        }
    }

    private double meanLoss(double[] values, int index, double w, long[] order) {
        values[index] = w;
        double loss = engine.forward(batch).loss() / batch.size();
        return Arrays.equals(order(), order) ? loss : Double.NaN;
    }

    /**
     * {@code [sample]}: a hash of which spikes reach each neuron before each of its own. While it stays the same, the
     * loss is a smooth function of the weights.
     */
    private long[] order() {
        Wiring wiring = engine.wiring();
        long[] hashes = new long[batch.size()];
        for (int b = 0; b < hashes.length; b++) {
            Tape tape = engine.tape(b);
            long[] arrived = new long[wiring.outgoing.length];
            long[] own = new long[wiring.neurons];
            for (int s = 0; s < tape.count; s++) {
                int source = tape.source[s];
                int p = wiring.populationOf[source];
                own[source] = mix(own[source] + arrived[p]);
                for (Connection c : wiring.outgoing[p]) {
                    arrived[c.to().index()] += mix(source);
                }
            }
            hashes[b] = Arrays.hashCode(own);
        }
        return hashes;
    }

    /** A bijection that scatters: the finaliser of SplitMix64. */
    private static long mix(long x) {
        long z = x + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static double[] rootMeanSquares(double[][] values) {
        return Arrays.stream(values)
                .mapToDouble(
                        v -> sqrt(Arrays.stream(v).map(x -> x * x).average().orElse(0)))
                .toArray();
    }
}
