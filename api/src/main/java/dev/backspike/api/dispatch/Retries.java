package dev.backspike.api.dispatch;

import dev.backspike.api.artifact.Checkpoints;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.event.FailureKind;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.RetrySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * Decides what becomes of a job whose attempt has failed. Each kind of failure has its own budget, of failures in a
 * row: an attempt that left a checkpoint begins a new row, and one that was paused or handed back is not counted.
 */
@Component
class Retries {

    private final AttemptRepository attempts;
    private final Checkpoints checkpoints;
    private final Clock clock;

    Retries(AttemptRepository attempts, Checkpoints checkpoints, Clock clock) {
        this.attempts = attempts;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    /** @param ended the job's latest attempt, which has failed or lost its worker */
    void decide(LockedJob job, Attempt ended, FailureKind kind, StateReason reason) {
        if (job.cancelRequested()) {
            job.cancel(new StateReason("cancelled-by-user", "cancelled; " + reason.message()));
            return;
        }
        RetrySpec spec;
        try {
            spec = job.resolvedSpec().retry();
        } catch (InvalidSpecException e) {
            job.fail(new StateReason("spec-unreadable", "this release cannot read the job: " + e.getMessage()));
            return;
        }
        int budget = budget(kind, spec);
        int failures = inARow(job, kind);
        String from = checkpoints.describe(job.id());
        if (failures > budget) {
            job.fail(new StateReason(reason.code(), reason.message() + exhausted(kind, budget) + lastGood(from)));
            return;
        }
        String next = reason.message() + "; try " + failures + " of " + budget + " goes on from " + from;
        if (job.pauseRequested()) {
            job.pause(new StateReason(reason.code(), next + " once it is resumed"));
            return;
        }
        Duration delay = delay(ended, failures, spec);
        if (delay.isZero()) {
            job.requeue(new StateReason(reason.code(), next));
        } else {
            Instant until = clock.instant().plus(delay);
            job.waitToRetry(
                    until, new StateReason(reason.code(), next + " at " + until.truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    private static int budget(FailureKind kind, RetrySpec spec) {
        return switch (kind) {
            case USER, NUMERICS -> 0;
            case OUT_OF_MEMORY -> spec.outOfMemory();
            case INFRASTRUCTURE -> spec.infrastructure();
            case NO_PROGRESS -> spec.noProgress();
            case UNEXPECTED -> spec.unexpected();
        };
    }

    /** How many failures of this kind there were since a checkpoint was left or a user asked for another try. */
    private int inARow(LockedJob job, FailureKind kind) {
        int failures = 0;
        for (Attempt attempt : attempts.ofJob(job.id().text()).reversed()) {
            if (attempt.number() <= job.forgivenAttempts()) {
                break;
            }
            failures += attempt.failure() == kind ? 1 : 0;
            if (attempt.hasProgressed()) {
                break;
            }
        }
        return failures;
    }

    /** A worker that vanished has cost the time of its lease already. */
    private static Duration delay(Attempt ended, int failures, RetrySpec spec) {
        boolean lost = ended.state() == Attempt.State.LOST;
        int doublings = Math.min(30, failures - (lost ? 2 : 1));
        if (doublings < 0) {
            return Duration.ZERO;
        }
        double seconds = Math.min(spec.longestDelaySeconds(), spec.firstDelaySeconds() * (1L << doublings));
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static String exhausted(FailureKind kind, int budget) {
        return kind == FailureKind.USER || kind == FailureKind.NUMERICS ? "" : "; no tries are left of " + budget;
    }

    private static String lastGood(String from) {
        return from.startsWith("checkpoint") ? "; the last good checkpoint is " + from : "";
    }
}
