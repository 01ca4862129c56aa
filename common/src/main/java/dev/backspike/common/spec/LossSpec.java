package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What is minimised: the mean over the batch of a cross entropy of the readout population. */
public sealed interface LossSpec {

    @JsonProperty("type")
    String type();

    /**
     * Cross entropy of first spike times, p = softmax(-t / tau0), plus alpha (exp(t_label / tau1) - 1), which asks the
     * label neuron to spike early (Wunderlich &amp; Pehle 2021, eq. 5). A missing first spike counts as the trial's
     * end. A silent label neuron has no spike to move, so silentLabelPush times (threshold - its mean voltage) is added
     * to the loss of that trial: a push towards the threshold.
     *
     * @param tau0 ms
     * @param tau1 ms
     */
    record FirstSpike(double tau0, double tau1, double alpha, double silentLabelPush) implements LossSpec {
        @Override
        public String type() {
            return "first-spike";
        }
    }

    /**
     * Cross entropy of the weighted mean voltages x_k = (1/T) int f(t) V_k dt of leaky-integrator outputs (Nowotny,
     * Turner &amp; Knight 2025).
     */
    record SumVoltage(@JsonIgnore Profile profile) implements LossSpec {

        /** All times count alike. */
        public SumVoltage() {
            this(Profile.CONSTANT);
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
