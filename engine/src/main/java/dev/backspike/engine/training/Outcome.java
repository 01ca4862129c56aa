package dev.backspike.engine.training;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.util.List;

/** The outcome of a training. */
public sealed interface Outcome {

    /**
     * All epochs are done, or training stopped early.
     *
     * @param parameters the trained values, a tensor for each of {@link Network#parameters()}
     * @param epochs trained
     * @param modelEpoch after which of them, counted from 1, the parameters had these values: the best one if it is to
     *     be restored, else the last
     * @param modelSteps weight updates until then
     */
    record Trained(List<Tensor> parameters, int epochs, int modelEpoch, long modelSteps) implements Outcome {}

    /** Stopped between two batches because it was asked to. */
    record Stopped() implements Outcome {}

    /**
     * The device is lost for this process. The training is not at fault; it continues elsewhere, from its last
     * checkpoint.
     *
     * @param message what failed, for users
     */
    record DeviceLost(String message) implements Outcome {}

    /** Training failed; the event states the cause. */
    record Failed(AttemptEvent.Failed event) implements Outcome {

        Failed(FailureCode code, String message) {
            this(new AttemptEvent.Failed(code, message));
        }
    }
}
