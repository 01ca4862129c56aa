package dev.backspike.worker.training;

import dev.backspike.common.protocol.AttemptEvent;
import dev.backspike.common.protocol.FailureKind;
import dev.backspike.worker.network.Tensor;
import java.util.List;

/** How a training ended. */
public sealed interface Outcome {

    /**
     * Trained to the last epoch, or stopped early.
     *
     * @param parameters the trained values, a tensor for each of the network's parameters, in its order
     * @param steps weight updates
     * @param modelEpoch whose parameters these are, counted from 1: an earlier one than {@code epochs} where early
     *     stopping restores the best
     * @param modelSteps weight updates until then
     */
    record Trained(List<Tensor> parameters, int epochs, long steps, int modelEpoch, long modelSteps)
            implements Outcome {}

    /** Stopped between two batches because it was asked to. */
    record Stopped() implements Outcome {}

    /** Trying again would give the same; the event tells the user why. */
    record Failed(AttemptEvent.Failed event) implements Outcome {

        Failed(FailureKind kind, String code, String message) {
            this(new AttemptEvent.Failed(kind, code, message));
        }
    }
}
