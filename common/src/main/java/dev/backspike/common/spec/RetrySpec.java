package dev.backspike.common.spec;

/**
 * How often a job is retried, by the kind of failure. Consecutive failures are counted: an attempt that leaves a new
 * checkpoint resets the count, and an attempt that its worker hands back is not counted. Failures caused by the
 * specification, the data or numerical divergence are not retried.
 *
 * @param infrastructure retries after a lost worker, or a fault of a machine, disk or network
 * @param outOfMemory retries after memory was exhausted
 * @param noProgress retries after training made no progress
 * @param unexpected retries after an unexpected error
 * @param firstDelaySeconds delay before the first retry; doubles with each further one
 * @param longestDelaySeconds longest delay
 * @param stallSeconds training counts as stalled if a step takes longer than ten times the median step and this many
 *     seconds
 */
public record RetrySpec(
        int infrastructure,
        int outOfMemory,
        int noProgress,
        int unexpected,
        double firstDelaySeconds,
        double longestDelaySeconds,
        double stallSeconds) {

    public static final RetrySpec DEFAULT = new RetrySpec(10, 1, 2, 2, 5, 300, 300);
}
