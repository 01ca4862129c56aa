package dev.backspike.api.dispatch;

import dev.backspike.api.event.EventType;
import dev.backspike.api.event.Wakeups;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.event.FailureKind;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
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
 * Takes attempts back whose leases nobody renews: suspect first, then lost. While no replica of the service looked,
 * nobody may have been able to renew, so after a gap in the looks every open attempt gets a fresh lease instead.
 */
@Component
class LeaseExpiry {

    private static final Logger log = LoggerFactory.getLogger(LeaseExpiry.class);

    private final ReaperDuty duty;
    private final AttemptRepository attempts;
    private final StopRequests stopRequests;
    private final Retries retries;
    private final JobQueue queue;
    private final TransactionTemplate transaction;
    private final LeaseProperties lease;
    private final Clock clock;
    private final Wakeups wakeups;
    private final ReaperMeters meters;

    LeaseExpiry(
            ReaperDuty duty,
            AttemptRepository attempts,
            StopRequests stopRequests,
            Retries retries,
            JobQueue queue,
            TransactionTemplate transaction,
            LeaseProperties lease,
            Clock clock,
            Wakeups wakeups,
            ReaperMeters meters) {
        this.duty = duty;
        this.attempts = attempts;
        this.stopRequests = stopRequests;
        this.retries = retries;
        this.queue = queue;
        this.transaction = transaction;
        this.lease = lease;
        this.clock = clock;
        this.wakeups = wakeups;
        this.meters = meters;
    }

    @Scheduled(fixedDelayString = "${backspike.lease.check:" + LeaseProperties.CHECK + "}")
    synchronized void look() {
        Instant now = clock.instant();
        ReaperDuty.Standing standing = duty.take(now);
        if (!standing.ours()) {
            meters.anotherLooks(standing.lookedAt());
            return;
        }
        FleetSilence silence = wasAway(standing, now) ? renewAll(now) : expire(standing, now);
        // Only now: a look that failed has given nobody a fresh lease, and while the database is away nobody can renew.
        duty.looked(now, silence.since());
        meters.looked(now, silence);
    }

    private boolean wasAway(ReaperDuty.Standing standing, Instant now) {
        return standing.lookedAt().isBefore(now.minus(lease.duration().dividedBy(2)));
    }

    private FleetSilence renewAll(Instant now) {
        Instant until = now.plus(lease.duration());
        Integer renewed = transaction.execute(_ -> attempts.renewAll(until));
        log.info("nobody looked for ended leases for a while: {} attempts have theirs renewed", renewed);
        return new FleetSilence(null, false);
    }

    private FleetSilence expire(ReaperDuty.Standing standing, Instant now) {
        for (Attempt.Key attempt : attempts.lapsed(now)) {
            transaction.executeWithoutResult(_ -> suspect(attempt, now));
        }
        FleetSilence silence = judge(standing, now);
        if (!silence.frozen()) {
            loseAll(now);
        }
        endCancelled(now);
        return silence;
    }

    private void suspect(Attempt.Key id, Instant now) {
        LockedJob job = queue.lock(new JobId(id.jobId())).orElse(null);
        if (job == null || job.state() != JobState.RUNNING || attempts.suspect(id, now) == 0) {
            return;
        }
        String message = "the worker of attempt " + id.number() + " has not renewed its lease in time";
        log.warn("job {}: {}", id.jobId(), message);
        meters.suspected();
        job.record(EventType.ATTEMPT_SUSPECT, Map.of("message", message));
    }

    private FleetSilence judge(ReaperDuty.Standing standing, Instant now) {
        long silent = attempts.silentWorkers();
        long busy = attempts.busyWorkers();
        Instant before = standing.silentSince();
        FleetSilence silence = FleetSilence.judge(before, silent, busy, now, lease.longestFreeze());
        if (before == null && silence.frozen()) {
            log.warn(
                    "{} of {} workers with attempts are silent: for up to {} no attempt is taken from them",
                    silent,
                    busy,
                    readable(lease.longestFreeze()));
        } else if (before != null && !silence.frozen()) {
            log.warn("{} of {} workers with attempts are silent: attempts are taken back again", silent, busy);
        }
        if (before != null && silence.since() == null) {
            // Those that are not back yet may be about to.
            transaction.executeWithoutResult(_ -> attempts.pardon(now));
        }
        return silence;
    }

    private void loseAll(Instant now) {
        List<Attempt.Key> lapsed = attempts.suspectsLapsedBefore(now.minus(lease.grace()));
        for (Attempt.Key attempt : lapsed) {
            transaction.executeWithoutResult(_ -> lose(attempt, now));
        }
        if (!lapsed.isEmpty()) {
            wakeups.raise(Wakeups.QUEUE);
        }
    }

    private void lose(Attempt.Key id, Instant now) {
        LockedJob job = queue.lock(new JobId(id.jobId())).orElse(null);
        if (job == null || job.state() != JobState.RUNNING || attempts.lose(id, now.minus(lease.grace()), now) == 0) {
            return;
        }
        String message = "attempt " + id.number() + " lost its worker: the lease was not renewed for "
                + readable(lease.duration().plus(lease.grace()));
        log.warn("job {}: {}", id.jobId(), message);
        meters.lost();
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
