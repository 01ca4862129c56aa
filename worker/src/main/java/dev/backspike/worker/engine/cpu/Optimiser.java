package dev.backspike.worker.engine.cpu;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.worker.engine.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * Adam (Kingma &amp; Ba 2015, algorithm 1), AdamW (Loshchilov &amp; Hutter 2019, algorithm 2) and gradient descent with
 * momentum, element by element.
 */
final class Optimiser {

    /** Elements that a thread takes at a time. */
    private static final int CHUNK = 1 << 15;

    private final OptimiserSpec spec;
    private final @Nullable Double clipNorm;
    private final int size;
    /** Adam's first moments, or the momentum. */
    final float[] m;
    /** Adam's second moments; empty for gradient descent. */
    final float[] v;

    int step;
    /** Sums of squares by chunk. */
    private final double[] squares;

    Optimiser(OptimiserSpec spec, GradientsSpec gradients, int size) {
        this.spec = spec;
        this.clipNorm = gradients.clipNorm();
        this.size = size;
        m = new float[size];
        v = new float[spec instanceof OptimiserSpec.Sgd ? 0 : size];
        squares = new double[Math.ceilDiv(size, CHUNK)];
    }

    void run(Parallel parallel, float[] weights, float[] gradient, double learningRate) {
        step++;
        float scale = (float) clip(parallel, gradient);
        Update update = switch (spec) {
            case OptimiserSpec.Adam adam ->
                adam(weights, gradient, learningRate, adam.beta1(), adam.beta2(), adam.epsilon(), 0, scale);
            case OptimiserSpec.AdamW adam ->
                adam(
                        weights,
                        gradient,
                        learningRate,
                        adam.beta1(),
                        adam.beta2(),
                        adam.epsilon(),
                        learningRate * adam.weightDecay(),
                        scale);
            case OptimiserSpec.Sgd sgd ->
                (from, to) -> descend(from, to, weights, gradient, learningRate, (float) sgd.momentum(), scale);
        };
        parallel.forEach(squares.length, (chunk, _) -> update.apply(chunk * CHUNK, end(chunk)));
    }

    /** Changes the elements [from, to). */
    private interface Update {
        void apply(int from, int to);
    }

    private int end(int chunk) {
        return Math.min(size, (chunk + 1) * CHUNK);
    }

    /**
     * What the gradient is multiplied by, so that its norm does not exceed the limit. Chunks are summed on their own
     * and then in order, so that threads do not matter.
     */
    private double clip(Parallel parallel, float[] gradient) {
        if (clipNorm == null) {
            return 1;
        }
        parallel.forEach(squares.length, (chunk, _) -> {
            double sum = 0;
            for (int k = chunk * CHUNK; k < end(chunk); k++) {
                sum += (double) gradient[k] * gradient[k];
            }
            squares[chunk] = sum;
        });
        double sum = 0;
        for (double square : squares) {
            sum += square;
        }
        return Math.min(1, clipNorm / Math.sqrt(sum));
    }

    private Update adam(
            float[] weights,
            float[] gradient,
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double decay,
            float scale) {
        float rate = (float) (learningRate / (1 - Math.pow(beta1, step)));
        float unbias = (float) (1 / (1 - Math.pow(beta2, step)));
        float keep1 = (float) beta1;
        float keep2 = (float) beta2;
        float new1 = (float) (1 - beta1);
        float new2 = (float) (1 - beta2);
        float smallest = (float) epsilon;
        float decayed = (float) decay;
        return (from, to) -> {
            for (int k = from; k < to; k++) {
                float g = scale * gradient[k];
                m[k] = keep1 * m[k] + new1 * g;
                v[k] = keep2 * v[k] + new2 * g * g;
                weights[k] -= decayed * weights[k] + rate * m[k] / ((float) Math.sqrt(v[k] * unbias) + smallest);
            }
        };
    }

    private void descend(
            int from, int to, float[] weights, float[] gradient, double learningRate, float momentum, float scale) {
        float rate = (float) learningRate;
        for (int k = from; k < to; k++) {
            m[k] = momentum * m[k] + scale * gradient[k];
            weights[k] -= rate * m[k];
        }
    }
}
