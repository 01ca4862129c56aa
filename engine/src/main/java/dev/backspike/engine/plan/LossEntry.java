package dev.backspike.engine.plan;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.engine.loss.SilentPush;

/**
 * What a loss reads of a trial, and with it where the loss's derivative enters the adjoint equations
 * (docs/eventprop.md, Losses). A new loss names its entry in {@link #of}; what an engine does about an entry is a
 * switch over these cases.
 */
public sealed interface LossEntry {

    /**
     * The time of each readout neuron's first spike; enters at the jump of that spike.
     *
     * @param pushesSilent whether neurons that stay silent may be pushed, for which their mean voltages are read too
     */
    record FirstSpikes(boolean pushesSilent) implements LossEntry {}

    /** The voltages averaged over the trial, (1/T) int f(t) V dt; drives lambda_V throughout. */
    record AveragedVoltages(Profile profile) implements LossEntry {}

    /** The largest voltage of each readout neuron; lambda_V jumps at its time. */
    record LargestVoltages() implements LossEntry {}

    /** The voltages at each grid point; lambda_V jumps at each. */
    record GridVoltages() implements LossEntry {}

    /** @param duration trial length T, ms */
    static LossEntry of(LossSpec loss, double duration) {
        return switch (loss) {
            case LossSpec.FirstSpike _, LossSpec.SpikeTimeMse _ ->
                new FirstSpikes(new SilentPush(loss, duration).possible());
            case LossSpec.SumVoltage sum -> new AveragedVoltages(sum.profile());
            case LossSpec.MaxVoltage _ -> new LargestVoltages();
            case LossSpec.MeanCrossEntropy _, LossSpec.VoltageMse _ -> new GridVoltages();
        };
    }

    /** Whether averaged voltages of the readout are needed. */
    default boolean averages() {
        return switch (this) {
            case AveragedVoltages _ -> true;
            case FirstSpikes first -> first.pushesSilent();
            case LargestVoltages _, GridVoltages _ -> false;
        };
    }

    /** How voltages are averaged, where they are. */
    default Profile profile() {
        return switch (this) {
            case AveragedVoltages averaged -> averaged.profile();
            case FirstSpikes _, LargestVoltages _, GridVoltages _ -> Profile.CONSTANT;
        };
    }

    /** How many voltages of each readout neuron the loss has a derivative by, in a trial of so many steps. */
    default int points(int steps) {
        return switch (this) {
            case GridVoltages _ -> steps;
            case LargestVoltages _ -> 1;
            case FirstSpikes _, AveragedVoltages _ -> 0;
        };
    }
}
