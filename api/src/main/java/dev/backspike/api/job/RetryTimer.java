package dev.backspike.api.job;

import dev.backspike.api.clock.ClockWentBack;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.id.JobId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Requeues jobs whose retry is due. Any number of replicas may do so: the lock of the row decides. */
@Component
class RetryTimer {

    private final JobRepository jobs;
    private final JobQueue queue;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Wakeups wakeups;

    RetryTimer(JobRepository jobs, JobQueue queue, TransactionTemplate transaction, Clock clock, Wakeups wakeups) {
        this.jobs = jobs;
        this.queue = queue;
        this.transaction = transaction;
        this.clock = clock;
        this.wakeups = wakeups;
    }

    /** Retries that wait are due at once; else those of a few seconds would wait until the clock has caught up. */
    @EventListener
    void followBack(ClockWentBack jump) {
        queue.bringRetriesForward(jump.now());
    }

    @Scheduled(fixedDelayString = "${backspike.retry.check-interval:1s}")
    void look() {
        Instant now = clock.instant();
        List<String> due = jobs.retryDue(now);
        for (String id : due) {
            transaction.executeWithoutResult(_ -> queue.lock(new JobId(id))
                    .filter(job -> job.retryIsDue(now))
                    .ifPresent(job -> job.requeue(new StateReason(ReasonCode.RETRY_DUE, "the retry is due"))));
        }
        if (!due.isEmpty()) {
            wakeups.raise(Wakeups.QUEUE);
        }
    }
}
