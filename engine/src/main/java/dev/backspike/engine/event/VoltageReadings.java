package dev.backspike.engine.event;

import dev.backspike.engine.loss.TrialLoss;
import dev.backspike.engine.plan.LossEntry;
import org.jspecify.annotations.Nullable;

/**
 * Collects the voltages of the readout that a loss reads at single times, in the forward pass. Backwards,
 * {@link VoltageJumps} acts at the same times.
 */
sealed interface VoltageReadings permits GridReadings, PeakReadings {

    /** Null if the loss does not read voltages at single times. */
    static @Nullable VoltageReadings of(Wiring wiring, TrialLoss loss, Membranes readout) {
        return switch (wiring.plan.entry()) {
            case LossEntry.GridVoltages _ -> new GridReadings(wiring, loss, readout);
            case LossEntry.LargestVoltages _ -> new PeakReadings(wiring, loss, readout);
            case LossEntry.FirstSpikes _, LossEntry.AveragedVoltages _ -> null;
        };
    }

    /** Begins a trial that is written to {@code tape}. */
    void start(int label, Tape tape);

    /** Reads up to and including {@code t}, when something is about to arrive at the readout, or the trial to end. */
    void until(double t);

    /** Writes the loss and its derivatives to the tape, once all has been read. */
    void finish();
}
