package dev.backspike.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.loss.TrialLoss;
import org.jspecify.annotations.Nullable;

/**
 * What a loss reads of the readout's voltages at single times, in the forward pass. Backwards, {@link VoltageJumps}
 * acts at the same times.
 */
sealed interface VoltageReadings permits GridReadings, PeakReadings {

    /** Null if the loss does not read voltages at single times. */
    static @Nullable VoltageReadings of(Wiring wiring, LossSpec spec, TrialLoss loss, Membranes readout) {
        return switch (spec) {
            case LossSpec.MeanCrossEntropy _, LossSpec.VoltageMse _ -> new GridReadings(wiring, loss, readout);
            case LossSpec.MaxVoltage _ -> new PeakReadings(wiring, loss, readout);
            case LossSpec.OfSpikes _, LossSpec.SumVoltage _ -> null;
        };
    }

    /** Begins a trial that is written to {@code tape}. */
    void start(int label, Tape tape);

    /** Reads up to and including {@code t}, when something is about to arrive at the readout, or the trial to end. */
    void until(double t);

    /** Writes the loss and its derivatives to the tape, once all has been read. */
    void finish();
}
