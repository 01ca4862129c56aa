package dev.backspike.worker.engine.event;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Parameter;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Adam in double precision with bias-corrected moments: Kingma &amp; Ba 2015, algorithm 1. */
final class Optimiser {

    private final OptimiserSpec.Adam adam;
    /** {@code [connection]}, in the weights' layout. */
    private final double[][] weights;

    private final double[][] first;
    private final double[][] second;
    private long step;

    Optimiser(OptimiserSpec spec, double[][] weights) {
        adam = switch (spec) {
            case OptimiserSpec.Adam a -> a;
            default -> throw new IllegalArgumentException(spec.type());
        };
        this.weights = weights;
        first = new double[weights.length][];
        second = new double[weights.length][];
        for (int c = 0; c < weights.length; c++) {
            first[c] = new double[weights[c].length];
            second[c] = new double[weights[c].length];
        }
    }

    void step(double[][] gradients, double learningRate) {
        step++;
        double firstScale = 1 / (1 - Math.pow(adam.beta1(), (double) step));
        double secondScale = 1 / (1 - Math.pow(adam.beta2(), (double) step));
        for (int c = 0; c < weights.length; c++) {
            double[] w = weights[c];
            double[] g = gradients[c];
            double[] m = first[c];
            double[] v = second[c];
            double beta1 = adam.beta1();
            double beta2 = adam.beta2();
            double epsilon = adam.epsilon();
            for (int n = 0; n < w.length; n++) {
                m[n] = beta1 * m[n] + (1 - beta1) * g[n];
                v[n] = beta2 * v[n] + (1 - beta2) * g[n] * g[n];
                w[n] -= learningRate * (m[n] * firstScale) / (Math.sqrt(v[n] * secondScale) + epsilon);
            }
        }
    }

    List<Tensor> moments(Network network) {
        List<Tensor> moments = new ArrayList<>();
        for (Parameter p : network.parameters()) {
            moments.add(new Tensor.F64("m." + p.name(), p.shape(), first[p.owner()].clone()));
            moments.add(new Tensor.F64("v." + p.name(), p.shape(), second[p.owner()].clone()));
        }
        return moments;
    }

    long updates() {
        return step;
    }

    void restore(List<Tensor> moments, long updates) {
        for (int c = 0; c < weights.length; c++) {
            System.arraycopy(((Tensor.F64) moments.get(2 * c)).values(), 0, first[c], 0, first[c].length);
            System.arraycopy(((Tensor.F64) moments.get(2 * c + 1)).values(), 0, second[c], 0, second[c].length);
        }
        step = updates;
    }
}
