package dev.backspike.common.spec;

import dev.backspike.common.spec.EarlyStoppingSpec.Watched;

/**
 * When a training is saved, and what is kept. A checkpoint is due after an epoch once both of the first two have passed
 * since the last one; a training that is paused or handed back is saved in any case.
 *
 * @param everyEpochs at least so many epochs apart
 * @param everySeconds at least so many seconds apart
 * @param keepLast how many of the newest are kept; more are removed, unless pinned or the best
 * @param best of which series the best checkpoint is kept
 */
public record CheckpointSpec(int everyEpochs, double everySeconds, int keepLast, Watched best) {

    public static final CheckpointSpec DEFAULT = new CheckpointSpec(1, 30, 2, Watched.TRAIN_LOSS);
}
