package dev.backspike.engine.loss;

import dev.backspike.common.spec.LossSpec;

/**
 * The push towards the threshold of readout neurons that have no spike to move although the loss asks for one: their
 * strength times (threshold - mean voltage) is added to the loss of the trial, which drives lambda_V by strength / T.
 *
 * @param duration trial length T, ms
 */
public record SilentPush(LossSpec spec, double duration) {

    /** The strength for a neuron that stayed silent, in units of the loss per unit of voltage; 0 for no push. */
    public double strength(int neuron, int label) {
        return switch (spec) {
            case LossSpec.FirstSpike s -> neuron == label ? s.silentLabelPush() : 0;
            case LossSpec.SpikeTimeMse s ->
                (neuron == label ? s.labelTime() : s.otherTime()) < duration ? s.silentPush() : 0;
            case LossSpec.OfVoltages _ -> 0;
        };
    }

    /** Whether any neuron could be pushed, so that mean voltages of a spiking readout are needed. */
    public boolean possible() {
        return strength(0, 0) > 0 || strength(0, 1) > 0;
    }
}
