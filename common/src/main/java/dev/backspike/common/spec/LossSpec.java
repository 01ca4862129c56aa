package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** The loss that training minimises: the mean over the batch of a loss of the readout population. */
public sealed interface LossSpec {

    @JsonProperty("type")
    String type();

    /** Losses of the spike times of lif readouts. */
    sealed interface OfSpikes extends LossSpec {}

    /** Losses of the voltages of li readouts. */
    sealed interface OfVoltages extends LossSpec {}

    /**
     * Cross entropy of first spike times, p = softmax(-t / tau0), plus alpha (exp(t_label / tau1) - 1), which asks the
     * label neuron to spike early (Wunderlich &amp; Pehle 2021, eq. 5). A missing first spike counts as the trial's
     * end. A silent label neuron has no spike to move, so silentLabelPush times (threshold - its mean voltage) is added
     * to the loss of that trial: a push towards the threshold.
     *
     * @param tau0 temperature of the softmax, ms
     * @param tau1 scale of the term for early spikes, ms
     * @param alpha strength of the term for early spikes
     * @param silentLabelPush strength of the push of a silent label neuron
     */
    record FirstSpike(double tau0, double tau1, double alpha, double silentLabelPush) implements OfSpikes {
        @Override
        public String type() {
            return "first-spike";
        }
    }

    /**
     * Squared distance of first spike times from targets: 1/2 sum_k ((t_k - target_k) / tau)^2. A missing first spike
     * counts as the trial's end; silentPush times (threshold - mean voltage) is added for each silent neuron whose
     * target is within the trial.
     *
     * @param labelTime target of the label's neuron, ms
     * @param otherTime target of all others, ms
     * @param tau scale, ms
     * @param silentPush strength of the push of a silent neuron
     */
    record SpikeTimeMse(double labelTime, double otherTime, double tau, double silentPush) implements OfSpikes {
        @Override
        public String type() {
            return "spike-time-mse";
        }
    }

    /**
     * Cross entropy of the weighted mean voltages x_k = (1/T) int f(t) V_k dt of leaky-integrator outputs (Nowotny,
     * Turner &amp; Knight 2025), with f = 1 for {@code sum-voltage}, exp(-t/T) for {@code sum-exp-voltage} and 1 - t/T
     * for {@code sum-linear-voltage}.
     *
     * @param labelSmoothing the target of class k is (1 - labelSmoothing) [k = label] + labelSmoothing / classes
     */
    record SumVoltage(@JsonIgnore Profile profile, double labelSmoothing) implements OfVoltages {

        /** All times count alike. */
        public SumVoltage() {
            this(Profile.CONSTANT);
        }

        /** Without label smoothing. */
        public SumVoltage(Profile profile) {
            this(profile, 0);
        }

        @Override
        public String type() {
            return switch (profile) {
                case CONSTANT -> "sum-voltage";
                case EXPONENTIAL -> "sum-exp-voltage";
                case LINEAR -> "sum-linear-voltage";
            };
        }
    }

    /**
     * Cross entropy of the largest voltages x_k = max_t V_k.
     *
     * @param labelSmoothing the target of class k is (1 - labelSmoothing) [k = label] + labelSmoothing / classes
     */
    record MaxVoltage(double labelSmoothing) implements OfVoltages {
        @Override
        public String type() {
            return "max-voltage";
        }
    }

    /**
     * Cross entropy of the voltages, averaged over the grid points t_n = n dt, n = 1 ... T/dt: (1/S) sum_n -log
     * softmax_label V(t_n). The same sum for both solvers, so that it is exact for both.
     *
     * @param labelSmoothing the target of class k is (1 - labelSmoothing) [k = label] + labelSmoothing / classes
     */
    record MeanCrossEntropy(double labelSmoothing) implements OfVoltages {
        @Override
        public String type() {
            return "mean-cross-entropy";
        }
    }

    /**
     * Squared distance of the voltages from target levels, averaged over the grid points t_n = n dt, n = 1 ... T/dt:
     * 1/(2 S) sum_n sum_k (V_k(t_n) - target_k)^2.
     *
     * @param labelTarget level of the label's neuron
     * @param otherTarget level of all others
     */
    record VoltageMse(double labelTarget, double otherTarget) implements OfVoltages {
        @Override
        public String type() {
            return "voltage-mse";
        }
    }

    /** How the voltages of a trial are weighted over time: f(t), with T the trial's duration. */
    enum Profile {
        /** f = 1. */
        CONSTANT,
        /** f = exp(-t/T): early voltages count more, which works best on speech. */
        EXPONENTIAL,
        /** f = 1 - t/T. */
        LINEAR
    }
}
