package dev.backspike.engine.cpu;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.engine.Parallel;
import dev.backspike.engine.plan.OptimiserStep;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the learnable variables by their gradients, element by element: clips the norm of all gradients together,
 * takes the {@link OptimiserStep} and keeps each value within its parameter's bounds.
 */
final class Optimiser {

    /** Elements that a thread takes at a time; part of the results, since squares are summed chunk by chunk. */
    private static final int CHUNK = 1 << 15;

    private final OptimiserSpec spec;
    private final @Nullable Double clipNorm;
    private final List<Variable> variables;
    /** Names of {@link #moments}. */
    final List<String> kept;
    /**
     * {@code [kept][variable][element]}: m, the mean of the gradient (sgd: its sum, decayed), and v, of its square;
     * without elements if the variable is not learnable.
     */
    final float[][][] moments;
    /** Made so far. */
    long updates;

    Optimiser(OptimiserSpec spec, GradientsSpec gradients, List<Variable> variables) {
        this.spec = spec;
        clipNorm = gradients.clipNorm();
        this.variables = variables;
        kept = spec.moments();
        moments = kept.stream()
                .map(_ -> variables.stream()
                        .map(v -> new float[v.learnable() ? v.size() : 0])
                        .toArray(float[][]::new))
                .toArray(float[][][]::new);
    }

    /** @param samples of the batch, by which the gradient of the summed loss is divided */
    void run(Parallel parallel, double learningRate, int samples) {
        updates++;
        float scale = (float) OptimiserStep.scale(clipNorm == null ? 0 : squares(parallel), clipNorm, samples);
        for (int k = 0; k < variables.size(); k++) {
            Variable x = variables.get(k);
            if (x.learnable()) {
                Update update = update(k, scale, OptimiserStep.of(spec, x.first(), learningRate, updates));
                parallel.forEach(chunks(x), (chunk, _) -> {
                    int from = chunk * CHUNK;
                    int to = Math.min(x.size(), from + CHUNK);
                    update.apply(from, to);
                    keepWithinBounds(x, from, to);
                });
            }
        }
    }

    /** The step of the elements in [from, to). */
    private interface Update {
        void apply(int from, int to);
    }

    private Update update(int k, float scale, OptimiserStep step) {
        float[] w = variables.get(k).values();
        float[] gradient = variables.get(k).gradient();
        return switch (step) {
            case OptimiserStep.Adam adam -> adam(w, gradient, moments[0][k], moments[1][k], scale, adam);
            case OptimiserStep.Momentum momentum -> momentum(w, gradient, moments[0][k], scale, momentum);
            case OptimiserStep.Descent descent -> descent(w, gradient, scale, descent);
        };
    }

    private static Update adam(
            float[] w, float[] gradient, float[] m, float[] v, float scale, OptimiserStep.Adam step) {
        float rate = (float) step.rate();
        float unbias = (float) step.unbias();
        float keep = (float) step.keep();
        float old1 = (float) step.beta1();
        float old2 = (float) step.beta2();
        float new1 = (float) (1 - step.beta1());
        float new2 = (float) (1 - step.beta2());
        float eps = (float) step.epsilon();
        return (from, to) -> {
            for (int n = from; n < to; n++) {
                float g = scale * gradient[n];
                m[n] = old1 * m[n] + new1 * g;
                v[n] = old2 * v[n] + new2 * g * g;
                w[n] = keep * w[n] - rate * m[n] / ((float) Math.sqrt(v[n] * unbias) + eps);
            }
        };
    }

    private static Update momentum(float[] w, float[] gradient, float[] m, float scale, OptimiserStep.Momentum step) {
        float rate = (float) step.rate();
        float old = (float) step.momentum();
        return (from, to) -> {
            for (int n = from; n < to; n++) {
                m[n] = old * m[n] + scale * gradient[n];
                w[n] -= rate * m[n];
            }
        };
    }

    private static Update descent(float[] w, float[] gradient, float scale, OptimiserStep.Descent step) {
        float rate = (float) step.rate();
        return (from, to) -> {
            for (int n = from; n < to; n++) {
                w[n] -= rate * (scale * gradient[n]);
            }
        };
    }

    private static void keepWithinBounds(Variable x, int from, int to) {
        float min = x.min();
        float max = x.max();
        if (Float.isInfinite(min) && Float.isInfinite(max)) {
            return;
        }
        float[] w = x.values();
        for (int n = from; n < to; n++) {
            w[n] = Math.clamp(w[n], min, max);
        }
    }

    /** Sum of the squares of all gradients; the same for any number of threads. */
    private double squares(Parallel parallel) {
        double squares = 0;
        for (Variable x : variables) {
            if (x.learnable()) {
                double[] sums = new double[chunks(x)];
                parallel.forEach(sums.length, (chunk, _) -> {
                    int from = chunk * CHUNK;
                    sums[chunk] = squares(x.gradient(), from, Math.min(x.size(), from + CHUNK));
                });
                for (double sum : sums) {
                    squares += sum;
                }
            }
        }
        return squares;
    }

    private static double squares(float[] gradient, int from, int to) {
        double sum = 0;
        for (int n = from; n < to; n++) {
            sum += (double) gradient[n] * gradient[n];
        }
        return sum;
    }

    private static int chunks(Variable x) {
        return Math.ceilDiv(x.size(), CHUNK);
    }
}
