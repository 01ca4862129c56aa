package dev.backspike.engine.loss;

/** L = 1/2 sum_k (x_k - target_k)^2. */
public record SquaredErrorLoss(double labelTarget, double otherTarget) implements TrialLoss {

    @Override
    public double evaluate(double[] x, int label, double[] gradient) {
        double loss = 0;
        for (int k = 0; k < x.length; k++) {
            gradient[k] = x[k] - (k == label ? labelTarget : otherTarget);
            loss += gradient[k] * gradient[k] / 2;
        }
        return loss;
    }

    /** The neuron that is furthest towards the label's target. */
    @Override
    public int predict(double[] x) {
        double sign = labelTarget >= otherTarget ? 1 : -1;
        int best = 0;
        for (int k = 1; k < x.length; k++) {
            if (sign * x[k] > sign * x[best]) {
                best = k;
            }
        }
        return Double.isNaN(x[best]) ? -1 : best;
    }
}
