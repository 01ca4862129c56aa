package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StaleAttemptException;
import org.springframework.stereotype.Component;

/**
 * Checks that files of an attempt are exchanged with the worker that has leased it. The worker of a lease never
 * changes.
 */
@Component
class LeasedAttempts {

    private final CurrentCaller caller;
    private final Attempts attempts;
    private final Leases leases;

    LeasedAttempts(CurrentCaller caller, Attempts attempts, Leases leases) {
        this.leases = leases;
        this.caller = caller;
        this.attempts = attempts;
    }

    /** @throws StaleAttemptException if the attempt does not exist or its rank 0 is leased to another worker */
    AttemptId requireLeased(JobId jobId, int number) {
        AttemptId attempt = new AttemptId(jobId, number);
        return attempts.find(attempt)
                .filter(found -> found.lead().leasedAs().equals(caller.name()))
                .map(Attempt::id)
                .orElseThrow(() -> new StaleAttemptException(attempt));
    }

    /** @throws StaleAttemptException if the attempt does not exist or none of its replicas is leased to the worker */
    AttemptId requireReplica(WorkerName worker, JobId jobId, int number) {
        AttemptId attempt = new AttemptId(jobId, number);
        if (!leases.isLeasedTo(attempt, worker, caller.name())) {
            throw new StaleAttemptException(attempt);
        }
        return attempt;
    }
}
