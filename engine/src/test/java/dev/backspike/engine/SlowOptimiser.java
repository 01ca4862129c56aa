package dev.backspike.engine;

import dev.backspike.common.spec.OptimiserSpec;
import org.jspecify.annotations.Nullable;

/**
 * The optimisers as their papers print them, value by value in double precision and with all intermediate results
 * named: what the engines' own are compared to.
 */
public final class SlowOptimiser {

    private final OptimiserSpec spec;
    private final @Nullable Double clipNorm;
    private int t;
    private final double[] m;
    private final double[] v;

    public SlowOptimiser(OptimiserSpec spec, @Nullable Double clipNorm, int values) {
        this.spec = spec;
        this.clipNorm = clipNorm;
        m = new double[values];
        v = new double[values];
    }

    /** @param factors what the learning rate is multiplied by, 0 weight decay where {@code weight} is false */
    public void step(double[] theta, double[] gradient, double learningRate, double[] factors, boolean[] weight) {
        t++;
        double norm = 0;
        for (double g : gradient) {
            norm = Math.hypot(norm, g);
        }
        for (int k = 0; k < theta.length; k++) {
            double g = clipNorm != null && norm > clipNorm ? gradient[k] * clipNorm / norm : gradient[k];
            double alpha = learningRate * factors[k];
            switch (spec) {
                case OptimiserSpec.Adam a -> theta[k] -= alpha * adamDirection(k, g, a.beta1(), a.beta2(), a.epsilon());
                case OptimiserSpec.AdamW a -> {
                    double decay = weight[k] ? a.weightDecay() * theta[k] : 0;
                    theta[k] -= alpha * (adamDirection(k, g, a.beta1(), a.beta2(), a.epsilon()) + decay);
                }
                case OptimiserSpec.Sgd s -> {
                    m[k] = s.momentum() * m[k] + g;
                    theta[k] -= alpha * m[k];
                }
            }
        }
    }

    private double adamDirection(int k, double g, double beta1, double beta2, double epsilon) {
        m[k] = beta1 * m[k] + (1 - beta1) * g;
        v[k] = beta2 * v[k] + (1 - beta2) * g * g;
        double mHat = m[k] / (1 - Math.pow(beta1, t));
        double vHat = v[k] / (1 - Math.pow(beta2, t));
        return mHat / (Math.sqrt(vHat) + epsilon);
    }
}
