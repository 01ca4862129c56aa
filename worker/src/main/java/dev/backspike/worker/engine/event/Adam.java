package dev.backspike.worker.engine.event;

import static java.lang.Math.pow;
import static java.lang.Math.sqrt;

import dev.backspike.common.spec.OptimiserSpec;

/** Kingma &amp; Ba 2015, algorithm 1, in double precision. */
final class Adam {

    private final OptimiserSpec.Adam spec;
    private final double[][] m;
    private final double[][] v;
    private int steps;

    Adam(OptimiserSpec.Adam spec, double[][] weights) {
        this.spec = spec;
        this.m = like(weights);
        this.v = like(weights);
    }

    private static double[][] like(double[][] weights) {
        double[][] zeros = new double[weights.length][];
        for (int c = 0; c < weights.length; c++) {
            zeros[c] = new double[weights[c].length];
        }
        return zeros;
    }

    void step(double[][] weights, double[][] gradients, double learningRate) {
        steps++;
        double beta1 = spec.beta1();
        double beta2 = spec.beta2();
        double correction1 = 1 / (1 - pow(beta1, steps));
        double correction2 = 1 / (1 - pow(beta2, steps));
        for (int c = 0; c < weights.length; c++) {
            double[] w = weights[c];
            double[] g = gradients[c];
            double[] mc = m[c];
            double[] vc = v[c];
            for (int k = 0; k < w.length; k++) {
                mc[k] = beta1 * mc[k] + (1 - beta1) * g[k];
                vc[k] = beta2 * vc[k] + (1 - beta2) * g[k] * g[k];
                w[k] -= learningRate * (mc[k] * correction1) / (sqrt(vc[k] * correction2) + spec.epsilon());
            }
        }
    }
}
