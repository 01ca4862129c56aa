package dev.backspike.engine.event;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.engine.StateShape;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the learnable variables by their gradients, in double precision: clips the norm of all gradients together,
 * takes the step of {@link OptimiserSpec} and keeps each value within its parameter's bounds.
 */
final class Optimiser {

    private final OptimiserSpec spec;
    private final @Nullable Double clipNorm;
    private final List<Variable> variables;
    /** Names of {@link #moments}. */
    final List<String> kept;
    /** {@code [kept][variable][value]}: m, the mean of the gradient (sgd: its sum, decayed), and v, of its square. */
    private final double[][][] moments;

    private long updates;

    Optimiser(OptimiserSpec spec, GradientsSpec gradients, List<Variable> all) {
        this.spec = spec;
        clipNorm = gradients.clipNorm();
        variables = all.stream().filter(v -> v.parameter().learnable()).toList();
        kept = spec.moments();
        moments = kept.stream()
                .map(_ -> variables.stream()
                        .map(v -> new double[v.values().length])
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
    }

    void step(double learningRate) {
        updates++;
        double clip = clip();
        for (int k = 0; k < variables.size(); k++) {
            Variable x = variables.get(k);
            double rate = learningRate * x.parameter().learningRateFactor();
            switch (spec) {
                case OptimiserSpec.Adam a -> adam(k, clip, rate, a.beta1(), a.beta2(), a.epsilon(), 1);
                case OptimiserSpec.AdamW a ->
                    adam(k, clip, rate, a.beta1(), a.beta2(), a.epsilon(), decay(x.parameter(), rate, a));
                case OptimiserSpec.Sgd sgd -> descend(k, clip, rate, sgd.momentum());
            }
            keepWithinBounds(x);
        }
    }

    long updates() {
        return updates;
    }

    List<Tensor> moments() {
        List<Tensor> tensors = new ArrayList<>();
        for (int k = 0; k < variables.size(); k++) {
            Parameter p = variables.get(k).parameter();
            for (int m = 0; m < moments.length; m++) {
                tensors.add(new Tensor.F64(StateShape.momentName(kept.get(m), p), p.shape(), moments[m][k].clone()));
            }
        }
        return tensors;
    }

    /** @param tensors those of {@link #moments()} */
    void restore(List<Tensor> tensors, long made) {
        for (int n = 0; n < tensors.size(); n++) {
            double[] values = ((Tensor.F64) tensors.get(n)).values();
            System.arraycopy(values, 0, moments[n % moments.length][n / moments.length], 0, values.length);
        }
        updates = made;
    }

    /** What gradients are multiplied by so that their norm is at most clipNorm. */
    private double clip() {
        if (clipNorm == null) {
            return 1;
        }
        double squares = 0;
        for (Variable x : variables) {
            for (double g : x.gradient()) {
                squares += g * g;
            }
        }
        return Math.min(1, clipNorm / Math.sqrt(squares));
    }

    /** Kingma &amp; Ba 2015, algorithm 1; with {@code keep}, Loshchilov &amp; Hutter 2019, algorithm 2. */
    private void adam(int k, double clip, double rate, double beta1, double beta2, double epsilon, double keep) {
        double[] w = variables.get(k).values();
        double[] g = variables.get(k).gradient();
        double[] m = moments[0][k];
        double[] v = moments[1][k];
        double firstScale = 1 / (1 - Math.pow(beta1, (double) updates));
        double secondScale = 1 / (1 - Math.pow(beta2, (double) updates));
        for (int n = 0; n < w.length; n++) {
            double clipped = clip * g[n];
            m[n] = beta1 * m[n] + (1 - beta1) * clipped;
            v[n] = beta2 * v[n] + (1 - beta2) * clipped * clipped;
            w[n] = keep * w[n] - rate * (m[n] * firstScale) / (Math.sqrt(v[n] * secondScale) + epsilon);
        }
    }

    private static double decay(Parameter parameter, double rate, OptimiserSpec.AdamW spec) {
        return parameter.kind() == Kind.WEIGHT ? 1 - rate * spec.weightDecay() : 1;
    }

    private void descend(int k, double clip, double rate, double momentum) {
        double[] w = variables.get(k).values();
        double[] g = variables.get(k).gradient();
        if (momentum == 0) {
            for (int n = 0; n < w.length; n++) {
                w[n] -= rate * (clip * g[n]);
            }
            return;
        }
        double[] m = moments[0][k];
        for (int n = 0; n < w.length; n++) {
            m[n] = momentum * m[n] + clip * g[n];
            w[n] -= rate * m[n];
        }
    }

    private static void keepWithinBounds(Variable x) {
        double min = x.parameter().min();
        double max = x.parameter().max();
        if (Double.isInfinite(min) && Double.isInfinite(max)) {
            return;
        }
        double[] w = x.values();
        for (int n = 0; n < w.length; n++) {
            w[n] = Math.clamp(w[n], min, max);
        }
    }
}
