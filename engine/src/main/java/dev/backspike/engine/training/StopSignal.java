package dev.backspike.engine.training;

/** Requests to stop a training. */
@FunctionalInterface
public interface StopSignal {

    /** Asked between two batches, on the training thread; may block until it is known. */
    boolean shouldStop();

    /** Asked within a batch, often and by any thread: must not block. The batch is then abandoned. */
    default boolean interrupts() {
        return false;
    }
}
