package dev.backspike.engine.loss;

import static java.lang.Math.exp;
import static java.lang.Math.log;

/**
 * Cross entropy of p = softmax(x) with the target q_k = (1 - labelSmoothing) [k = label] + labelSmoothing / classes: L
 * = -sum_k q_k log p_k, whose derivative by x_k is p_k - q_k.
 */
public record SoftmaxLoss(double labelSmoothing) implements TrialLoss {

    @Override
    public double evaluate(double[] x, int label, double[] gradient) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        double mean = 0;
        for (int k = 0; k < x.length; k++) {
            gradient[k] = exp(x[k] - largest);
            sum += gradient[k];
            mean += x[k] / x.length;
        }
        double shared = labelSmoothing / x.length;
        for (int k = 0; k < x.length; k++) {
            gradient[k] = gradient[k] / sum - (k == label ? 1 - labelSmoothing : 0) - shared;
        }
        return largest + log(sum) - (1 - labelSmoothing) * x[label] - labelSmoothing * mean;
    }

    @Override
    public double[] probabilities(double[] x) {
        return TrialLoss.softmax(x);
    }

    @Override
    public int predict(double[] x) {
        int best = 0;
        for (int k = 1; k < x.length; k++) {
            if (x[k] > x[best]) {
                best = k;
            }
        }
        return Double.isNaN(x[best]) ? -1 : best;
    }
}
