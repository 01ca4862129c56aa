package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is minimised: the mean over the batch of a cross entropy of the readout population. */
public sealed interface LossSpec {

    @JsonProperty("type")
    String type();

    /**
     * Cross entropy of first spike times, p = softmax(-t / tau0), plus alpha (exp(t_label / tau1) - 1), which asks the
     * label neuron to spike early (Wunderlich &amp; Pehle 2021, eq. 5). A missing first spike counts as the trial's
     * end. A silent label neuron has no spike to move, so a push term -silentLabelPush times its mean voltage is added
     * to the loss of that trial.
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

    /** Cross entropy of the time-averaged voltages of leaky-integrator outputs. */
    record SumVoltage() implements LossSpec {
        @Override
        public String type() {
            return "sum-voltage";
        }
    }
}
