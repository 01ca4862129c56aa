package dev.backspike.engine.loss;

import dev.backspike.common.spec.LossSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Loss of one trial, given one number per readout neuron. Losses that are averages over grid points
 * (mean-cross-entropy, voltage-mse) are evaluated at each of them, and predict from the mean over all. Stateless.
 */
public sealed interface TrialLoss permits FirstSpikeLoss, SpikeTimeMseLoss, SoftmaxLoss, SquaredErrorLoss {

    /** @param duration trial length T, ms */
    static TrialLoss of(LossSpec spec, double duration) {
        return switch (spec) {
            case LossSpec.FirstSpike s -> new FirstSpikeLoss(s.tau0(), s.tau1(), s.alpha(), duration);
            case LossSpec.SpikeTimeMse s -> new SpikeTimeMseLoss(s.labelTime(), s.otherTime(), s.tau(), duration);
            case LossSpec.SumVoltage s -> new SoftmaxLoss(s.labelSmoothing());
            case LossSpec.MaxVoltage s -> new SoftmaxLoss(s.labelSmoothing());
            case LossSpec.MeanCrossEntropy s -> new SoftmaxLoss(s.labelSmoothing());
            case LossSpec.VoltageMse s -> new SquaredErrorLoss(s.labelTarget(), s.otherTarget());
        };
    }

    /**
     * @param readout one number per readout neuron
     * @param gradient receives the derivative of the loss by each of {@code readout}
     * @return the loss of this trial (not divided by the batch size)
     */
    double evaluate(double[] readout, int label, double[] gradient);

    /** The predicted class, or -1 if the readout says nothing. */
    int predict(double[] readout);

    /**
     * The probability of each class that the readout amounts to; null for losses that have none.
     *
     * @param readout one number per readout neuron
     */
    default double @Nullable [] probabilities(double[] readout) {
        return null;
    }

    /** exp(x_k) / sum of exp(x_j). */
    static double[] softmax(double[] x) {
        double largest = Arrays.stream(x).max().orElseThrow();
        double[] p = Arrays.stream(x).map(value -> Math.exp(value - largest)).toArray();
        double sum = Arrays.stream(p).sum();
        return Arrays.stream(p).map(value -> value / sum).toArray();
    }
}
