package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.job.GangQueue.QueuedGang;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.JobStatus;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.Megabytes;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.JobOutcome;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.WorkerMemory;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Serves workers that were started for one job. */
@Component
class AssignedJobLeasing {

    private final JobQueue queue;
    private final CurrentCaller caller;

    AssignedJobLeasing(JobQueue queue, CurrentCaller caller) {
        this.queue = queue;
        this.caller = caller;
    }

    /**
     * Checks that the token of the worker is good for what it asks for.
     *
     * @throws RefusedException if the token is for one attempt, and the request is not
     */
    void requireAllowed(LeaseRequest request) {
        AttemptId only = caller.get().only();
        if (only != null
                && !(only.jobId().equals(request.job()) && List.of(only).containsAll(request.held()))) {
            throw new RefusedException(
                    ProblemCode.ATTEMPT_TOKEN,
                    "the token is for attempt " + only.number() + " of job " + only.jobId()
                            + " only; start the worker with --job " + only.jobId());
        }
    }

    /**
     * The job if it is queued, no other request is claiming it, its next attempt is one for the caller, and it is no
     * gang, which is granted as a whole.
     */
    Optional<LockedJob> claim(JobId job) {
        AttemptId only = caller.get().only();
        return queue.status(job)
                .filter(status -> !status.replicas().isGang())
                .flatMap(_ -> queue.claim(job))
                .filter(claimed -> only == null || claimed.attempt() + 1 == only.number());
    }

    /** Whether the caller may run the next attempt of a queued gang: a worker that was launched for another may not. */
    boolean mayServe(QueuedGang gang) {
        AttemptId only = caller.get().only();
        return only == null || gang.attempt() == only.number();
    }

    /**
     * Why the job needs no worker; null while it may, be it queued, waiting for its retry or run by any worker.
     *
     * @throws RefusedException if the worker does not have the device that the job asks for, or less memory than it
     *     needs
     */
    @Nullable
    JobOutcome outcome(JobId job, LeaseRequest worker) {
        Optional<JobStatus> status = queue.status(job);
        if (status.isEmpty()) {
            return JobOutcome.NOT_FOUND;
        }
        JobState state = status.get().state();
        AttemptId only = caller.get().only();
        if (only != null
                && !state.isEnded()
                && state != JobState.PAUSED
                && !status.get().needs(only.number())) {
            return JobOutcome.ATTEMPT_OVER;
        }
        String device = status.get().device();
        return switch (state) {
            case SUCCEEDED -> JobOutcome.SUCCEEDED;
            case FAILED -> JobOutcome.FAILED;
            case CANCELLED -> JobOutcome.CANCELLED;
            case PAUSED -> JobOutcome.PAUSED;
            case QUEUED, RUNNING, RETRY_WAIT -> {
                if (!ConnectedWorkers.servedBy(worker.device()).contains(device)) {
                    throw new RefusedException(
                            ProblemCode.BAD_WORKER,
                            "job " + job + " asks for the device " + device + ", and worker " + worker.worker()
                                    + " has " + worker.device());
                }
                requireMemory(job, status.get().estimatedBytes(), worker);
                yield null;
            }
        };
    }

    private static void requireMemory(JobId job, long estimatedBytes, LeaseRequest worker) {
        WorkerMemory memory = worker.memory();
        if (memory != null && memory.heapBytes() < estimatedBytes) {
            throw new RefusedException(
                    ProblemCode.BAD_WORKER,
                    "job " + job + " needs at least " + Megabytes.of(estimatedBytes) + " of memory, and worker "
                            + worker.worker() + " has " + Megabytes.of(memory.heapBytes())
                            + "; start it with a larger heap (JAVA_TOOL_OPTIONS=-Xmx...)");
        }
    }
}
