package dev.backspike.common.spec;

/**
 * How often a job is tried again, by why its attempt failed. Failures count in a row: an attempt that leaves a new
 * checkpoint starts the count again. What the specification, the data or the numbers are at fault for is never tried
 * again, and an attempt that its worker hands back costs nothing.
 *
 * @param infrastructure tries after a lost worker, or a machine, disk or network at fault
 * @param outOfMemory tries after memory ran out
 * @param noProgress tries after a training stood still
 * @param unexpected tries after an error nobody expected
 * @param firstDelaySeconds before the first try of a row; doubles with each
 * @param longestDelaySeconds what it doubles up to
 * @param stallSeconds a training stands still that has made no step in ten times its median step, and no less than this
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
