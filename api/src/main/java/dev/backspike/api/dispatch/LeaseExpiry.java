package dev.backspike.api.dispatch;

import dev.backspike.api.event.EventType;
import dev.backspike.api.event.Wakeups;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.FailureKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes attempts back whose leases nobody renews. While this api was down or asleep nobody could renew, so after any
 * gap in its own looks every running attempt gets a fresh lease instead.
 */
@Component
class LeaseExpiry {

    private static final Logger log = LoggerFactory.getLogger(LeaseExpiry.class);

    private final AttemptRepository attempts;
    private final StopRequests stopRequests;
    private final Retries retries;
    private final JobQueue queue;
    private final TransactionTemplate transaction;
    private final LeaseProperties lease;
    private final Clock clock;
    private final Wakeups wakeups;
    private Instant lastLook = Instant.MIN;

    LeaseExpiry(
            AttemptRepository attempts,
            StopRequests stopRequests,
            Retries retries,
            JobQueue queue,
            TransactionTemplate transaction,
            LeaseProperties lease,
            Clock clock,
            Wakeups wakeups) {
        this.attempts = attempts;
        this.stopRequests = stopRequests;
        this.retries = retries;
        this.queue = queue;
        this.transaction = transaction;
        this.lease = lease;
        this.clock = clock;
        this.wakeups = wakeups;
    }

    @Scheduled(fixedDelayString = "${backspike.lease.check:5s}")
    synchronized void look() {
        Instant now = clock.instant();
        boolean wasAway = lastLook.isBefore(now.minus(lease.duration().dividedBy(2)));
        if (wasAway) {
            Instant until = now.plus(lease.duration());
            transaction.executeWithoutResult(_ -> attempts.renewAll(until));
        } else {
            expireAll(now);
            endCancelled(now);
        }
        // Only now: a look that failed has given nobody a fresh lease, and while the database is away nobody can renew.
        lastLook = now;
    }

    private void expireAll(Instant now) {
        List<Attempt.Key> expired = attempts.expired(now);
        for (Attempt.Key attempt : expired) {
            transaction.executeWithoutResult(_ -> expire(attempt, now));
        }
        if (!expired.isEmpty()) {
            wakeups.raise(Wakeups.QUEUE);
        }
    }

    private void expire(Attempt.Key id, Instant now) {
        LockedJob job = queue.lock(id.jobId()).orElse(null);
        if (job == null || job.state() != JobState.RUNNING || attempts.lose(id, now) == 0) {
            return;
        }
        String message = "attempt " + id.number() + " lost its worker: the lease was not renewed for "
                + readable(lease.duration());
        log.warn("job {}: {}", id.jobId(), message);
        job.record(EventType.ATTEMPT_LOST, Map.of("message", message));
        Attempt lost = attempts.findById(id).orElseThrow();
        retries.decide(job, lost, FailureKind.INFRASTRUCTURE, new StateReason("lease-expired", message));
    }

    /** A worker that renews but does not stop cannot keep a cancelled job alive. */
    private void endCancelled(Instant now) {
        for (AttemptId attempt : stopRequests.cancelledBefore(now.minus(lease.cancelGrace()))) {
            transaction.executeWithoutResult(_ -> queue.lock(attempt.jobId())
                    .filter(job -> job.state() == JobState.RUNNING
                            && job.cancelRequested()
                            && attempts.cancel(Attempt.Key.of(attempt), now) == 1)
                    .ifPresent(job -> job.cancel(new StateReason(
                            "cancelled-by-user",
                            "cancelled; its worker did not stop within " + readable(lease.cancelGrace())))));
        }
    }

    private static String readable(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
