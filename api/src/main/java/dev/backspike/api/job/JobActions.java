package dev.backspike.api.job;

import dev.backspike.api.http.IfMatch;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.id.JobId;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Actions of users on single jobs: pause, resume, retry and cancel. */
@Component
class JobActions {

    private final JobQueue queue;
    private final ResumePoints resumePoints;
    private final TransactionTemplate transaction;
    private final Wakeups wakeups;

    JobActions(JobQueue queue, ResumePoints resumePoints, TransactionTemplate transaction, Wakeups wakeups) {
        this.queue = queue;
        this.resumePoints = resumePoints;
        this.transaction = transaction;
        this.wakeups = wakeups;
    }

    /**
     * Takes a job out of the queue, or asks the worker of a running one to store a checkpoint and stop.
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
     * Requeues a paused job, or withdraws a pause to which the worker has not responded yet. A run of a sweep that
     * waits at a rung continues to its end.
     */
    void resume(JobId id, IfMatch seen) {
        change(id, seen, "resume", EnumSet.of(JobState.PAUSED, JobState.RUNNING), job -> {
            if (job.state() == JobState.PAUSED) {
                StateReason reason = new StateReason(
                        ReasonCode.RESUMED_BY_USER,
                        "resumes from " + resumePoints.next(id).describe());
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
     * Requeues a job that has failed, was cancelled or waits for a retry.
     *
     * @param fromCheckpoint the checkpoint to resume from, 0 for the beginning; null for the latest
     */
    void retry(JobId id, @Nullable Integer fromCheckpoint, IfMatch seen) {
        change(id, seen, "retry", EnumSet.of(JobState.FAILED, JobState.CANCELLED, JobState.RETRY_WAIT), job -> {
            if (fromCheckpoint != null) {
                resumePoints.goBackTo(job, fromCheckpoint);
            }
            job.retry(new StateReason(
                    ReasonCode.RETRIED_BY_USER,
                    "retried; resumes from " + resumePoints.next(id).describe()));
        });
    }

    /**
     * Cancels a job, or asks the worker of a running one to stop.
     *
     * @return whether the job has ended
     */
    boolean cancel(JobId id, IfMatch seen) {
        boolean ended = Boolean.TRUE.equals(transaction.execute(_ -> {
            LockedJob job = queue.lockOwned(id);
            seen.require(job.version(), "job " + id);
            if (job.state().isEnded()) {
                throw new ProblemException(ProblemCode.JOB_ENDED, "job " + id + " has already ended: " + job.state());
            }
            job.cancelOrAsk(new StateReason(ReasonCode.CANCELLED_BY_USER, "cancelled while it was " + job.state()));
            return job.state().isEnded();
        }));
        wakeups.raise(Wakeups.QUEUE);
        return ended;
    }

    private JobState change(JobId id, IfMatch seen, String action, Set<JobState> from, Consumer<LockedJob> change) {
        JobState after = transaction.execute(_ -> {
            LockedJob job = queue.lockOwned(id);
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
        return new ProblemException(ProblemCode.WRONG_STATE, "cannot " + action + " job " + job.id() + ": " + why);
    }
}
