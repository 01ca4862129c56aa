package dev.backspike.worker.training;

import dev.backspike.common.protocol.AttemptEvent;
import dev.backspike.common.protocol.FailureKind;
import dev.backspike.worker.network.Tensor;
import java.util.List;

/** How a training ended. */
public sealed interface Outcome {

    /**
     * All epochs done.
     *
     * @param parameters the trained values, a tensor per connection, in the network's order
     * @param steps weight updates
     */
    record Trained(List<Tensor> parameters, int epochs, long steps) implements Outcome {}

    /** Stopped between two batches because it was asked to. */
    record Stopped() implements Outcome {}

    /** Trying again would give the same; the event tells the user why. */
    record Failed(AttemptEvent.Failed event) implements Outcome {

        Failed(FailureKind kind, String code, String message) {
            this(new AttemptEvent.Failed(kind, code, message));
        }
    }
}
