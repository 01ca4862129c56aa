package dev.backspike.worker.training;

import java.util.function.Supplier;

/** Is offered a checkpoint after each epoch, on the training thread. */
@FunctionalInterface
public interface CheckpointSink {

    /** Wants none. */
    CheckpointSink NONE = (epoch, checkpoint) -> {};

    /**
     * @param epoch epochs completed
     * @param checkpoint copies the training's state; only to be asked before this method returns, and not at all if the
     *     checkpoint is not wanted
     */
    void afterEpoch(int epoch, Supplier<Checkpoint> checkpoint);
}
