package dev.backspike.engine.loss;

import static java.lang.Math.exp;
import static java.lang.Math.log;

import java.util.Arrays;

/**
 * Cross entropy of first spike times plus a term that asks the label neuron to spike early: with p = softmax(-t /
 * tau0), L = -log p_label + alpha (exp(t_label / tau1) - 1). Wunderlich &amp; Pehle 2021, eq. 5.
 *
 * <p>A silent neuron is given as positive infinity and counts as T; its derivative is 0, since it has no spike to move.
 */
public record FirstSpikeLoss(double tau0, double tau1, double alpha, double duration) implements TrialLoss {

    @Override
    public double evaluate(double[] firstSpike, int label, double[] gradient) {
        double earliest = duration;
        for (double t : firstSpike) {
            earliest = Math.min(earliest, t);
        }
        double sum = 0;
        for (int k = 0; k < firstSpike.length; k++) {
            gradient[k] = exp((earliest - time(firstSpike[k])) / tau0);
            sum += gradient[k];
        }
        double labelTime = time(firstSpike[label]);
        double loss = (labelTime - earliest) / tau0 + log(sum) + alpha * Math.expm1(labelTime / tau1);
        for (int k = 0; k < firstSpike.length; k++) {
            double p = gradient[k] / sum;
            double d = k == label ? (1 - p) / tau0 + alpha / tau1 * exp(labelTime / tau1) : -p / tau0;
            gradient[k] = firstSpike[k] < Double.POSITIVE_INFINITY ? d : 0;
        }
        return loss;
    }

    /** The neuron that spikes first; -1 if none does. */
    @Override
    public int predict(double[] firstSpike) {
        int first = -1;
        double earliest = Double.POSITIVE_INFINITY;
        for (int k = 0; k < firstSpike.length; k++) {
            if (firstSpike[k] < earliest) {
                earliest = firstSpike[k];
                first = k;
            }
        }
        return first;
    }

    /** softmax(-t / tau0), in which a silent neuron counts as one that spikes at T. */
    @Override
    public double[] probabilities(double[] firstSpike) {
        return TrialLoss.softmax(
                Arrays.stream(firstSpike).map(t -> -time(t) / tau0).toArray());
    }

    private double time(double firstSpike) {
        return Math.min(firstSpike, duration);
    }
}
