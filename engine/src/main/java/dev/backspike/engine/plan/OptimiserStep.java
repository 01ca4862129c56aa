package dev.backspike.engine.plan;

import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.engine.network.Parameter;
import dev.backspike.engine.network.Parameter.Kind;
import org.jspecify.annotations.Nullable;

/** The numbers of one step of an optimiser, the same for all values of a parameter; engines have the loops. */
public sealed interface OptimiserStep {

    /**
     * Adam: m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, w = keep w - rate m / (sqrt(unbias v) +
     * epsilon). Kingma &amp; Ba 2015, algorithm 1; with decay, Loshchilov &amp; Hutter 2019, algorithm 2.
     *
     * @param rate learning rate / (1 - beta1^t)
     * @param unbias 1 / (1 - beta2^t)
     * @param keep 1 - learning rate x weight decay; 1 for all but weights
     */
    record Adam(double rate, double unbias, double keep, double beta1, double beta2, double epsilon)
            implements OptimiserStep {}

    /** Gradient descent with momentum: m = momentum m + g, w -= rate m. */
    record Momentum(double rate, double momentum) implements OptimiserStep {}

    /** Gradient descent: w -= rate g. */
    record Descent(double rate) implements OptimiserStep {}

    /**
     * The step of a parameter.
     *
     * @param learningRate before the parameter's own factor
     * @param updates made so far, this one included
     */
    static OptimiserStep of(OptimiserSpec spec, Parameter parameter, double learningRate, long updates) {
        double rate = learningRate * parameter.learningRateFactor();
        return switch (spec) {
            case OptimiserSpec.Adam a -> adam(rate, 1, a.beta1(), a.beta2(), a.epsilon(), updates);
            case OptimiserSpec.AdamW a ->
                adam(
                        rate,
                        parameter.kind() == Kind.WEIGHT ? 1 - rate * a.weightDecay() : 1,
                        a.beta1(),
                        a.beta2(),
                        a.epsilon(),
                        updates);
            case OptimiserSpec.Sgd sgd -> sgd.momentum() == 0 ? new Descent(rate) : new Momentum(rate, sgd.momentum());
        };
    }

    private static Adam adam(double rate, double keep, double beta1, double beta2, double epsilon, long updates) {
        return new Adam(
                rate / (1 - Math.pow(beta1, (double) updates)),
                1 / (1 - Math.pow(beta2, (double) updates)),
                keep,
                beta1,
                beta2,
                epsilon);
    }

    /**
     * What the gradient of a summed loss is multiplied by: 1 / samples, and less if the norm of the mean loss's
     * gradient exceeds {@code clipNorm}.
     *
     * @param squares sum of the squares of all gradients of the summed loss; unused without a limit
     */
    static double scale(double squares, @Nullable Double clipNorm, int samples) {
        double norm = clipNorm == null ? 0 : Math.sqrt(squares) / samples;
        return clipNorm == null || norm <= clipNorm ? 1.0 / samples : clipNorm / norm / samples;
    }
}
