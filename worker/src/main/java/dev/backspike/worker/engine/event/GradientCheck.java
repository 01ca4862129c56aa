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
 * <p>The difference is the fourth-order one, (8 (L(w + h) - L(w - h)) - (L(w + 2h) - L(w - 2h))) / (12 h), with h =
 * 1e-4 times the root mean square of the connection's weights: at second order the difference's own error would show.
 * The loss jumps where a spike appears or vanishes, so weights for which any neuron's spike count in any trial changes
 * within the step are skipped, and counted.
 */
public final class GradientCheck {

    private static final double RELATIVE_STEP = 1e-4;

    /**
     * @param largestError largest |gradient - difference| / max(|gradient|, rms), where rms is the root mean square of
     *     the gradients of the weight's connection: the small entries of a tensor are held to the tensor's scale, since
     *     differences resolve no more; 0 where both are 0
     * @param worstWeight the weight with that error, as {@code tensor[from][to]}; null if none was compared
     * @param compared how many weights were compared
     * @param skipped how many could not be, since a spike appeared or vanished within the step
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
        double loss = engine.forward(batch).loss();
        if (!Double.isFinite(loss)) {
            throw new ArithmeticException("the loss is " + loss + " before any weight is changed");
        }
        engine.adjoint();
        engine.gather();
        int[] counts = engine.spikeCounts();
        double[][] gradients = engine.gradientArrays();
        double[] scale = rootMeanSquares(gradients);
        double[] steps = rootMeanSquares(engine.weights());
        double largest = 0;
        Weight worst = null;
        int skipped = 0;
        for (Weight weight : weights) {
            int c = weight.connection().index();
            double rms = steps[c];
            double step = RELATIVE_STEP * (rms == 0 ? 1 : rms);
            double inner = difference(weight, step, counts);
            double outer = difference(weight, 2 * step, counts);
            double difference = (8 * inner - outer) / (12 * step);
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

    /** L(w + step) - L(w - step), or NaN if the step changes a spike count. */
    private double difference(Weight weight, double step, int[] counts) {
        double[] values = engine.weights()[weight.connection().index()];
        double w = values[weight.index()];
        try {
            return meanLoss(values, weight.index(), w + step, counts)
                    - meanLoss(values, weight.index(), w - step, counts);
        } finally {
            values[weight.index()] = w;
        }
    }

    private double meanLoss(double[] values, int index, double w, int[] counts) {
        values[index] = w;
        double loss = engine.forward(batch).loss() / batch.size();
        return Arrays.equals(engine.spikeCounts(), counts) ? loss : Double.NaN;
    }

    private static double[] rootMeanSquares(double[][] values) {
        return Arrays.stream(values)
                .mapToDouble(
                        v -> sqrt(Arrays.stream(v).map(x -> x * x).average().orElse(0)))
                .toArray();
    }
}
