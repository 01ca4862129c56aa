package dev.backspike.engine.training;

import java.util.Map;
import java.util.function.Supplier;

/** Receives checkpoints on the training thread. */
@FunctionalInterface
public interface CheckpointSink {

    /** Wants none. */
    CheckpointSink NONE = (epoch, values, checkpoint) -> {};

    /**
     * @param epoch epochs completed
     * @param values losses and accuracies of the epoch, by series
     * @param checkpoint copies the training's state; only to be asked before this method returns, and not at all if the
     *     checkpoint is not wanted
     */
    void afterEpoch(int epoch, Map<String, Double> values, Supplier<Checkpoint> checkpoint);

    /** Training has been asked to stop and will not continue here; it has made at least one weight update. */
    default void onStop(Supplier<Checkpoint> checkpoint) {}
}
