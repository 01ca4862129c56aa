package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.event.EventType;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Returns suspect attempts to a worker that renews their leases. A plain renewal does so too, but cannot record the
 * event: that needs the lock of the job, which must be taken before that of a replica.
 */
@Component
class LeaseRecovery {

    private final CurrentCaller caller;
    private final Leases leases;
    private final JobQueue queue;
    private final TransactionTemplate transaction;

    LeaseRecovery(CurrentCaller caller, Leases leases, JobQueue queue, TransactionTemplate transaction) {
        this.caller = caller;
        this.leases = leases;
        this.queue = queue;
        this.transaction = transaction;
    }

    void readopt(LeaseRequest worker, Instant until) {
        if (worker.held().isEmpty()) {
            return;
        }
        for (AttemptId id : leases.suspectsOf(worker.worker())) {
            if (worker.held().contains(id)) {
                transaction.executeWithoutResult(_ -> queue.lock(id.jobId())
                        .filter(job -> job.state() == JobState.RUNNING
                                && leases.renew(id, worker.worker(), caller.name(), until) > 0)
                        .ifPresent(job -> job.record(EventType.ATTEMPT_READOPTED, Map.of("worker", worker.worker()))));
            }
        }
    }
}
