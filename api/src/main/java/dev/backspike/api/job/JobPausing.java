package dev.backspike.api.job;

import dev.backspike.api.event.Wakeups;
import dev.backspike.api.http.IfMatch;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets jobs stand at a user's request, and lets those that stand go on. */
@Component
class JobPausing {

    private final JobQueue queue;
    private final ResumePoints resumePoints;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;

    JobPausing(JobQueue queue, ResumePoints resumePoints, TransactionTemplate transaction, Wakeups wakeups) {
        this.queue = queue;
        this.resumePoints = resumePoints;
        this.transaction = transaction;
        this.wakeups = wakeups;
    }

    /**
     * Takes a job out of the queue; asks the worker of a running one to save it and stop.
     *
     * @return whether the job is paused already
     */
    boolean pause(JobId id, IfMatch seen) {
        JobState after = change(
                id,
                seen,
                "pause",
                EnumSet.of(JobState.QUEUED, JobState.RETRY_WAIT, JobState.RUNNING, JobState.PAUSED),
                job -> {
                    if (job.cancelRequested()) {
                        throw notNow(job, "pause", "its worker is cancelling it");
                    }
                    job.hold(PausedBy.USER, "paused while it was " + job.state());
                });
        return after == JobState.PAUSED;
    }

    /**
     * Puts a paused job into the queue; withdraws a pause that its worker has not answered. A run of a sweep that waits
     * at a rung goes on to its end.
     */
    void resume(JobId id, IfMatch seen) {
        change(id, seen, "resume", EnumSet.of(JobState.PAUSED, JobState.RUNNING), job -> {
            if (job.state() == JobState.PAUSED) {
                StateReason reason =
                        new StateReason("resumed-by-user", "resumed; it goes on from " + resumePoints.describe(id));
                if (job.pausedBy() == PausedBy.RUNG) {
                    job.release(null, reason);
                } else {
                    job.requeue(reason);
                }
            } else if (job.pauseRequested()) {
                job.withdrawPause();
            } else {
                throw notNow(job, "resume", "it runs");
            }
        });
    }

    /**
     * Puts a job that failed, was cancelled or waits for its next try into the queue.
     *
     * @param fromCheckpoint where to go on, 0 for the beginning; null for the latest checkpoint
     */
    void retry(JobId id, @Nullable Integer fromCheckpoint, IfMatch seen) {
        change(id, seen, "retry", EnumSet.of(JobState.FAILED, JobState.CANCELLED, JobState.RETRY_WAIT), job -> {
            if (fromCheckpoint != null) {
                resumePoints.goBackTo(job, fromCheckpoint);
            }
            job.retry(new StateReason("retried-by-user", "tried again; it goes on from " + resumePoints.describe(id)));
        });
    }

    private JobState change(JobId id, IfMatch seen, String action, Set<JobState> from, Consumer<LockedJob> change) {
        JobState after = transaction.execute(_ -> {
            LockedJob job = queue.lockOwn(id);
            seen.require(job.version(), "job " + id);
            if (!from.contains(job.state())) {
                throw notNow(job, action, "it is " + job.state());
            }
            change.accept(job);
            return job.state();
        });
        wakeups.raise(Wakeups.QUEUE);
        return after;
    }

    private static ProblemException notNow(LockedJob job, String action, String why) {
        return new ProblemException(
                HttpStatus.CONFLICT, "wrong-state", "cannot " + action + " job " + job.id() + ": " + why);
    }
}
