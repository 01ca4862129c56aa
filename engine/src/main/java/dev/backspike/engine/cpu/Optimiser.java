package dev.backspike.engine.cpu;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.engine.Parallel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the learnable variables by their gradients, element by element: clips the norm of all gradients together,
 * takes the step of {@link OptimiserSpec} and keeps each value within its parameter's bounds.
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

    void run(Parallel parallel, double learningRate) {
        updates++;
        float clip = clip(parallel);
        for (int k = 0; k < variables.size(); k++) {
            Variable x = variables.get(k);
            if (x.learnable()) {
                Update update = update(k, clip, learningRate * x.learningRateFactor());
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

    private Update update(int k, float clip, double rate) {
        return switch (spec) {
            case OptimiserSpec.Adam a -> adam(k, clip, rate, a.beta1(), a.beta2(), a.epsilon(), 0);
            case OptimiserSpec.AdamW a -> adam(k, clip, rate, a.beta1(), a.beta2(), a.epsilon(), a.weightDecay());
            case OptimiserSpec.Sgd sgd -> sgd.momentum() == 0 ? plain(k, clip, rate) : momentum(k, clip, rate, sgd);
        };
    }

    /** Kingma &amp; Ba 2015, algorithm 1; with decay, Loshchilov &amp; Hutter 2019, algorithm 2. */
    private Update adam(
            int k, float clip, double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        Variable x = variables.get(k);
        float rate = (float) (learningRate / (1 - Math.pow(beta1, (double) updates)));
        float unbias = (float) (1 / (1 - Math.pow(beta2, (double) updates)));
        float keep = (float) (x.decays() ? 1 - learningRate * weightDecay : 1);
        float old1 = (float) beta1;
        float old2 = (float) beta2;
        float new1 = (float) (1 - beta1);
        float new2 = (float) (1 - beta2);
        float eps = (float) epsilon;
        float[] w = x.values();
        float[] gradient = x.gradient();
        float[] m = moments[0][k];
        float[] v = moments[1][k];
        return (from, to) -> {
            for (int n = from; n < to; n++) {
                float g = clip * gradient[n];
                m[n] = old1 * m[n] + new1 * g;
                v[n] = old2 * v[n] + new2 * g * g;
                w[n] = keep * w[n] - rate * m[n] / ((float) Math.sqrt(v[n] * unbias) + eps);
            }
        };
    }

    private Update momentum(int k, float clip, double learningRate, OptimiserSpec.Sgd sgd) {
        float rate = (float) learningRate;
        float old = (float) sgd.momentum();
        float[] w = variables.get(k).values();
        float[] gradient = variables.get(k).gradient();
        float[] m = moments[0][k];
        return (from, to) -> {
            for (int n = from; n < to; n++) {
                m[n] = old * m[n] + clip * gradient[n];
                w[n] -= rate * m[n];
            }
        };
    }

    private Update plain(int k, float clip, double learningRate) {
        float rate = (float) learningRate;
        float[] w = variables.get(k).values();
        float[] gradient = variables.get(k).gradient();
        return (from, to) -> {
            for (int n = from; n < to; n++) {
                w[n] -= rate * (clip * gradient[n]);
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

    /** What gradients are multiplied by so that their norm is at most clipNorm; the same for any number of threads. */
    private float clip(Parallel parallel) {
        if (clipNorm == null) {
            return 1;
        }
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
        return (float) Math.min(1, clipNorm / Math.sqrt(squares));
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
