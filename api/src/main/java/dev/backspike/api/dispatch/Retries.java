package dev.backspike.api.dispatch;

import dev.backspike.api.artifact.Checkpoints;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StartingPoint;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.RetrySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * Decides whether a job whose attempt has failed is retried. Each kind of failure has its own limit of consecutive
 * failures: an attempt that left a checkpoint resets the count, and one that was paused or handed back does not count.
 */
@Component
class Retries {

    /** A job that makes every GPU fail must not end all workers again and again. */
    private static final int DEVICE_LOSSES = 5;

    private final Attempts attempts;
    private final Checkpoints checkpoints;
    private final Clock clock;

    Retries(Attempts attempts, Checkpoints checkpoints, Clock clock) {
        this.attempts = attempts;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /** @param ended the job's latest attempt, which has failed or has lost its lease */
    void decide(LockedJob job, Attempt ended, FailureKind kind, StateReason reason) {
        if (job.cancelRequested()) {
            job.cancel(new StateReason(ReasonCode.CANCELLED_BY_USER, "cancelled; " + reason.message()));
            return;
        }
        RetrySpec spec;
        try {
            spec = job.policy().retry();
        } catch (InvalidSpecException e) {
            job.fail(new StateReason(
                    ReasonCode.SPEC_UNREADABLE,
                    "this release cannot read the specification of the job: " + e.getMessage()));
            return;
        }
        int limit = limit(kind, spec);
        int failures = consecutive(job, kind);
        StartingPoint from = checkpoints.next(job.id());
        if (failures > limit) {
            job.fail(new StateReason(reason.code(), reason.message() + exhausted(kind, limit) + lastGood(from)));
            return;
        }
        String next = reason.message() + "; " + retry(kind, failures, limit) + " resumes from " + from.describe();
        if (job.pauseRequested()) {
            job.pause(new StateReason(reason.code(), next + " once the job is resumed"));
            return;
        }
        Duration delay = delay(ended, reason, failures, spec);
        if (delay.isZero()) {
            job.requeue(new StateReason(reason.code(), next));
        } else {
            Instant until = clock.instant().plus(delay);
            job.waitToRetry(
                    until, new StateReason(reason.code(), next + " at " + until.truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    private static int limit(FailureKind kind, RetrySpec spec) {
        return switch (kind) {
            case USER, NUMERICS -> 0;
            case DISK_FULL -> Integer.MAX_VALUE;
            case DEVICE_LOST -> DEVICE_LOSSES;
            case OUT_OF_MEMORY -> spec.outOfMemory();
            case INFRASTRUCTURE -> spec.infrastructure();
            case NO_PROGRESS -> spec.noProgress();
            case UNEXPECTED -> spec.unexpected();
        };
    }

    /** The number of failures of this kind since an attempt left a checkpoint or a user retried the job. */
    private int consecutive(LockedJob job, FailureKind kind) {
        int failures = 0;
        for (Attempt attempt : attempts.ofJob(job.id().text(), job.forgivenAttempts(), Integer.MAX_VALUE)
                .reversed()) {
            failures += attempt.failure() == kind ? 1 : 0;
            if (attempt.hasProgressed()) {
                break;
            }
        }
        return failures;
    }

    /**
     * A worker or replica that disappeared, or that lost its GPU, has delayed the job by its lease or time-out already.
     */
    private static Duration delay(Attempt ended, StateReason reason, int failures, RetrySpec spec) {
        boolean lost = ended.state() == Attempt.State.LOST
                || ended.failure() == FailureKind.DEVICE_LOST
                || reason.code().equals(FailureCode.REPLICA_LOST.word());
        int doublings = Math.min(30, failures - (lost ? 2 : 1));
        if (doublings < 0) {
            return Duration.ZERO;
        }
        double seconds = Math.min(spec.longestDelaySeconds(), spec.firstDelaySeconds() * (1L << doublings));
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static String retry(FailureKind kind, int failures, int limit) {
        return kind == FailureKind.DISK_FULL || kind == FailureKind.DEVICE_LOST
                ? "this does not count as a retry; the job"
                : "retry " + failures + " of " + limit;
    }

    private static String exhausted(FailureKind kind, int limit) {
        return switch (kind) {
            case USER, NUMERICS, DISK_FULL -> "";
            case DEVICE_LOST ->
                "; GPUs failed " + (limit + 1)
                        + " times in a row while they ran the job, without a checkpoint in between";
            case OUT_OF_MEMORY, INFRASTRUCTURE, NO_PROGRESS, UNEXPECTED -> "; no retries are left of " + limit;
        };
    }

    private static String lastGood(StartingPoint from) {
        return from.isCheckpoint() ? "; the last good checkpoint is " + from.describe() : "";
    }
}
