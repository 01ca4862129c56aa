package dev.backspike.engine.loss;

/**
 * L = 1/2 sum_k ((t_k - target_k) / tau)^2 of first spike times. A silent neuron is given as positive infinity and
 * counts as T; its derivative is 0, since it has no spike to move.
 */
public record SpikeTimeMseLoss(double labelTime, double otherTime, double tau, double duration) implements TrialLoss {

    @Override
    public double evaluate(double[] firstSpike, int label, double[] gradient) {
        double loss = 0;
        for (int k = 0; k < firstSpike.length; k++) {
            double target = k == label ? labelTime : otherTime;
            double distance = (Math.min(firstSpike[k], duration) - target) / tau;
            loss += distance * distance / 2;
            gradient[k] = firstSpike[k] < Double.POSITIVE_INFINITY ? distance / tau : 0;
        }
        return loss;
    }

    /** The neuron whose first spike is where a label's should be, as far as the two targets tell them apart. */
    @Override
    public int predict(double[] firstSpike) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < firstSpike.length; k++) {
            double t = Math.min(firstSpike[k], duration);
            double distance = labelTime <= otherTime ? t : -t;
            if (firstSpike[k] < Double.POSITIVE_INFINITY && distance < least) {
                least = distance;
                best = k;
            }
        }
        return best;
    }
}
