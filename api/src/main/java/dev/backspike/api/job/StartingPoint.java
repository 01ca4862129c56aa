package dev.backspike.api.job;

import org.jspecify.annotations.Nullable;

/**
 * The point at which the next attempt of a job begins.
 *
 * @param checkpoint number of the checkpoint; null for the beginning of the training
 * @param epoch epochs completed
 * @param step weight updates completed
 */
public record StartingPoint(@Nullable Integer checkpoint, int epoch, long step) {

    public static final StartingPoint BEGINNING = new StartingPoint(null, 0, 0);

    public boolean isCheckpoint() {
        return checkpoint != null;
    }

    /** Returns text for messages: {@code checkpoint 3 (epoch 12, step 4800)} or {@code the beginning}. */
    public String describe() {
        return checkpoint == null
                ? "the beginning"
                : "checkpoint " + checkpoint + " (epoch " + epoch + ", step " + step + ")";
    }
}
