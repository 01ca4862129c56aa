package dev.backspike.engine.event;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.engine.StateShape;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.plan.OptimiserStep;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes the learnable variables by their gradients, in double precision: clips the norm of all gradients together,
 * takes the {@link OptimiserStep} and keeps each value within its parameter's bounds.
 */
public final class Optimiser {

    private final OptimiserSpec spec;
    private final @Nullable Double clipNorm;
    private final List<Variable> variables;
    private final List<String> kept;
    /** {@code [kept][variable][value]}: m, the mean of the gradient (sgd: its sum, decayed), and v, of its square. */
    private final double[][][] moments;

    private long updates;

    /** @param all the variables, of which the learnable ones change */
    public Optimiser(OptimiserSpec spec, GradientsSpec gradients, List<Variable> all) {
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

    /** @param samples of the batch, by which the gradient of the summed loss is divided */
    public void step(double learningRate, int samples) {
        updates++;
        double scale = OptimiserStep.scale(squares(), clipNorm, samples);
        for (int k = 0; k < variables.size(); k++) {
            Variable x = variables.get(k);
            switch (OptimiserStep.of(spec, x.parameter(), learningRate, updates)) {
                case OptimiserStep.Adam adam -> adam(k, scale, adam);
                case OptimiserStep.Momentum momentum -> momentum(k, scale, momentum);
                case OptimiserStep.Descent descent -> descend(x, scale, descent);
            }
            keepWithinBounds(x);
        }
    }

    /** Names of the moments that are kept of each variable. */
    public List<String> kept() {
        return kept;
    }

    /** Updates made so far. */
    public long updates() {
        return updates;
    }

    /** Copies of the moments, variable by variable. */
    public List<Tensor> moments() {
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
    public void restore(List<Tensor> tensors, long made) {
        for (int n = 0; n < tensors.size(); n++) {
            double[] values = ((Tensor.F64) tensors.get(n)).values();
            System.arraycopy(values, 0, moments[n % moments.length][n / moments.length], 0, values.length);
        }
        updates = made;
    }

    /** Sum of the squares of all gradients. */
    private double squares() {
        double squares = 0;
        for (Variable x : variables) {
            for (double g : x.gradient()) {
                squares += g * g;
            }
        }
        return squares;
    }

    private void adam(int k, double scale, OptimiserStep.Adam step) {
        double[] w = variables.get(k).values();
        double[] g = variables.get(k).gradient();
        double[] m = moments[0][k];
        double[] v = moments[1][k];
        for (int n = 0; n < w.length; n++) {
            double scaled = scale * g[n];
            m[n] = step.beta1() * m[n] + (1 - step.beta1()) * scaled;
            v[n] = step.beta2() * v[n] + (1 - step.beta2()) * scaled * scaled;
            w[n] = step.keep() * w[n] - step.rate() * m[n] / (Math.sqrt(v[n] * step.unbias()) + step.epsilon());
        }
    }

    private void momentum(int k, double scale, OptimiserStep.Momentum step) {
        double[] w = variables.get(k).values();
        double[] g = variables.get(k).gradient();
        double[] m = moments[0][k];
        for (int n = 0; n < w.length; n++) {
            m[n] = step.momentum() * m[n] + scale * g[n];
            w[n] -= step.rate() * m[n];
        }
    }

    private static void descend(Variable x, double scale, OptimiserStep.Descent step) {
        double[] w = x.values();
        double[] g = x.gradient();
        for (int n = 0; n < w.length; n++) {
            w[n] -= step.rate() * (scale * g[n]);
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
