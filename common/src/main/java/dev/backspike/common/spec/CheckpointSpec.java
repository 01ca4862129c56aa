package dev.backspike.common.spec;

import dev.backspike.common.spec.EarlyStoppingSpec.Watched;

/**
 * When checkpoints are saved, and which are kept. A checkpoint is due after an epoch once both {@code everyEpochs} and
 * {@code everySeconds} have passed since the previous one; a job that is paused or handed back saves one in any case.
 *
 * @param everyEpochs epochs between two checkpoints, at least
 * @param everySeconds seconds between two checkpoints, at least
 * @param keepLast how many of the newest are kept; older ones are removed, unless pinned or the best
 * @param best series whose best checkpoint is kept; by default that of early stopping, else {@code validation.loss} if
 *     there is validation data, else {@code train.loss}
 */
public record CheckpointSpec(int everyEpochs, double everySeconds, int keepLast, Watched best) {

    public static final CheckpointSpec DEFAULT = new CheckpointSpec(1, 30, 2, Watched.TRAIN_LOSS);
}
