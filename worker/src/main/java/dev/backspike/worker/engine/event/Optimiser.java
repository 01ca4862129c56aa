package dev.backspike.worker.engine.event;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Parameter;
import dev.backspike.worker.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adam with bias-corrected moments (Kingma &amp; Ba 2015, algorithm 1), AdamW (Loshchilov &amp; Hutter 2019, algorithm
 * 2) and gradient descent with momentum, in double precision.
 */
final class Optimiser {

    private final OptimiserSpec spec;
    private final @Nullable Double clipNorm;
    /** {@code [connection]}, in the weights' layout. */
    private final double[][] weights;

    /** Adam's first moments, or the momentum. */
    private final double[][] first;
    /** Adam's second moments; empty arrays for gradient descent. */
    private final double[][] second;

    private long step;

    Optimiser(OptimiserSpec spec, GradientsSpec gradients, double[][] weights) {
        this.spec = spec;
        this.clipNorm = gradients.clipNorm();
        this.weights = weights;
        boolean adaptive = !(spec instanceof OptimiserSpec.Sgd);
        first = new double[weights.length][];
        second = new double[weights.length][];
        for (int c = 0; c < weights.length; c++) {
            first[c] = new double[weights[c].length];
            second[c] = new double[adaptive ? weights[c].length : 0];
        }
    }

    /** Changes the weights; the gradients stay as they are. */
    void step(double[][] gradients, double learningRate) {
        step++;
        double scale = clip(gradients);
        switch (spec) {
            case OptimiserSpec.Adam adam ->
                adam(gradients, scale, learningRate, adam.beta1(), adam.beta2(), adam.epsilon(), 0);
            case OptimiserSpec.AdamW adam ->
                adam(
                        gradients,
                        scale,
                        learningRate,
                        adam.beta1(),
                        adam.beta2(),
                        adam.epsilon(),
                        learningRate * adam.weightDecay());
            case OptimiserSpec.Sgd sgd -> descend(gradients, scale, learningRate, sgd.momentum());
        }
    }

    /** What the gradients are multiplied by, so that their norm does not exceed the limit. */
    private double clip(double[][] gradients) {
        if (clipNorm == null) {
            return 1;
        }
        double squares = 0;
        for (double[] gradient : gradients) {
            for (double g : gradient) {
                squares += g * g;
            }
        }
        return Math.min(1, clipNorm / Math.sqrt(squares));
    }

    private void adam(
            double[][] gradients,
            double scale,
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double decay) {
        double firstScale = 1 / (1 - Math.pow(beta1, (double) step));
        double secondScale = 1 / (1 - Math.pow(beta2, (double) step));
        for (int c = 0; c < weights.length; c++) {
            double[] w = weights[c];
            double[] m = first[c];
            double[] v = second[c];
            for (int n = 0; n < gradients[c].length; n++) {
                double g = scale * gradients[c][n];
                m[n] = beta1 * m[n] + (1 - beta1) * g;
                v[n] = beta2 * v[n] + (1 - beta2) * g * g;
                w[n] -= decay * w[n] + learningRate * (m[n] * firstScale) / (Math.sqrt(v[n] * secondScale) + epsilon);
            }
        }
    }

    private void descend(double[][] gradients, double scale, double learningRate, double momentum) {
        for (int c = 0; c < weights.length; c++) {
            double[] w = weights[c];
            double[] m = first[c];
            for (int n = 0; n < gradients[c].length; n++) {
                m[n] = momentum * m[n] + scale * gradients[c][n];
                w[n] -= learningRate * m[n];
            }
        }
    }

    List<Tensor> moments(Network network) {
        List<Tensor> moments = new ArrayList<>();
        List<Parameter> parameters = network.parameters();
        for (int k = 0; k < parameters.size(); k++) {
            Parameter p = parameters.get(k);
            moments.add(new Tensor.F64("m." + p.name(), p.shape(), first[k].clone()));
            if (second[k].length > 0) {
                moments.add(new Tensor.F64("v." + p.name(), p.shape(), second[k].clone()));
            }
        }
        return moments;
    }

    long updates() {
        return step;
    }

    /** @param moments as {@link #moments} gave them */
    void restore(List<Tensor> moments, long updates) {
        int next = 0;
        for (int c = 0; c < weights.length; c++) {
            copy(moments.get(next++), first[c]);
            if (second[c].length > 0) {
                copy(moments.get(next++), second[c]);
            }
        }
        step = updates;
    }

    private static void copy(Tensor from, double[] to) {
        System.arraycopy(((Tensor.F64) from).values(), 0, to, 0, to.length);
    }
}
