package dev.backspike.worker.loss;

import static java.lang.Math.exp;
import static java.lang.Math.log;

/** Cross entropy of p = softmax(x): L = -log p_label. */
public record SoftmaxLoss() implements TrialLoss {

    @Override
    public double evaluate(double[] x, int label, double[] gradient) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            largest = Math.max(largest, value);
        }
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            gradient[k] = exp(x[k] - largest);
            sum += gradient[k];
        }
        for (int k = 0; k < x.length; k++) {
            gradient[k] = gradient[k] / sum - (k == label ? 1 : 0);
        }
        return largest - x[label] + log(sum);
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
