package dev.backspike.worker.agent;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.JobOutcome;
import java.util.concurrent.CompletableFuture;

/** The one job that a worker was started for, as a batch system does, and how that has ended. */
public final class AssignedJob {

    private final JobId id;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    public AssignedJob(JobId id) {
        this.id = id;
    }

    /** How the work for the job ended. */
    public enum End {
        SUCCEEDED(0),
        FAILED(1),
        CANCELLED(1),
        /**
         * There is no such job, it asks for another device or for more memory, or the service does not accept the
         * token.
         */
        REFUSED(2),
        /** The job may be resumed; then it needs a worker again. */
        PAUSED(6),
        /** The attempt is over that the worker was launched for, and the job has not ended. */
        ATTEMPT_OVER(7);

        private final int exitCode;

        End(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of the worker's process. */
        public int exitCode() {
            return exitCode;
        }
    }

    public JobId id() {
        return id;
    }

    /** Waits until the job needs this worker no more. */
    public End await() {
        return end.join();
    }

    void ended(JobOutcome outcome) {
        end.complete(
                switch (outcome) {
                    case SUCCEEDED -> End.SUCCEEDED;
                    case FAILED -> End.FAILED;
                    case CANCELLED -> End.CANCELLED;
                    case PAUSED -> End.PAUSED;
                    case NOT_FOUND -> End.REFUSED;
                    case ATTEMPT_OVER -> End.ATTEMPT_OVER;
                });
    }

    void refused() {
        end.complete(End.REFUSED);
    }
}
