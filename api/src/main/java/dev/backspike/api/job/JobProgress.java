package dev.backspike.api.job;

import org.jspecify.annotations.Nullable;

/**
 * The progress of the current attempt.
 *
 * @param epoch epochs completed
 * @param step weight updates completed
 * @param steps 0 until the worker has counted them
 * @param etaSeconds time left at the mean speed of the attempt; null while unknown
 */
record JobProgress(
        int epoch,
        int epochs,
        long step,
        long steps,
        double percent,
        @Nullable Double etaSeconds) {

    static JobProgress of(int epoch, int epochs, long step, long steps, @Nullable Double etaSeconds) {
        double done = steps > 0 ? (double) step / steps : epochs > 0 ? (double) epoch / epochs : 0;
        return new JobProgress(epoch, epochs, step, steps, Math.round(done * 1000) / 10.0, etaSeconds);
    }
}
