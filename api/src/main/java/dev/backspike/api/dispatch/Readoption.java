package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.event.EventType;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.LeaseRequest;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives a worker that was silent for a while its suspect attempts back. A renewal does so too, but cannot say it: that
 * takes the lock of the job, which must come before that of any attempt.
 */
@Component
class Readoption {

    private final CurrentCaller caller;
    private final AttemptRepository attempts;
    private final JobQueue queue;
    private final TransactionTemplate transaction;

    Readoption(CurrentCaller caller, AttemptRepository attempts, JobQueue queue, TransactionTemplate transaction) {
        this.caller = caller;
        this.attempts = attempts;
        this.queue = queue;
        this.transaction = transaction;
    }

    void readopt(LeaseRequest worker, Instant until) {
        if (worker.held().isEmpty()) {
            return;
        }
        for (Attempt.Key id : attempts.suspectsOf(worker.worker().text())) {
            if (worker.held().stream().map(Attempt.Key::of).anyMatch(id::equals)) {
                transaction.executeWithoutResult(_ -> queue.lock(new JobId(id.jobId()))
                        .filter(job -> job.state() == JobState.RUNNING
                                && attempts.renew(id, worker.worker().text(), caller.name(), until) == 1)
                        .ifPresent(job -> job.record(EventType.ATTEMPT_READOPTED, Map.of("worker", worker.worker()))));
            }
        }
    }
}
