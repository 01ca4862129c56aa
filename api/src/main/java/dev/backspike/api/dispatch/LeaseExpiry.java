package dev.backspike.api.dispatch;

import dev.backspike.api.clock.ClockWentBack;
import dev.backspike.api.event.EventType;
import dev.backspike.api.http.JobLog;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StateReason;
import dev.backspike.api.job.StopRequests;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.protocol.AttemptId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Withdraws leases that are not renewed: an attempt becomes suspect first, then lost. Leases do not expire while the
 * service is down or suspended: after a gap between two passes every open attempt gets a new lease instead. The same
 * holds when the clock of the database was set forward, which looks like a gap, or back, after which leases would last
 * for too long.
 */
@Component
class LeaseExpiry {

    private static final Logger log = LoggerFactory.getLogger(LeaseExpiry.class);

    /** How far the clocks of two replicas may differ; a time further ahead is one from before the clock went back. */
    static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);

    private final ReaperDuty duty;
    private final Attempts attempts;
    private final Leases leases;
    private final StopRequests stopRequests;
    private final Retries retries;
    private final JobQueue queue;
    private final TransactionTemplate transaction;
    private final LeaseProperties lease;
    private final Clock clock;
    private final Wakeups wakeups;
    private final ReaperMeters meters;
    private final ApplicationEventPublisher publisher;

    LeaseExpiry(
            ReaperDuty duty,
            Attempts attempts,
            Leases leases,
            StopRequests stopRequests,
            Retries retries,
            JobQueue queue,
            TransactionTemplate transaction,
            LeaseProperties lease,
            Clock clock,
            Wakeups wakeups,
            ReaperMeters meters,
            ApplicationEventPublisher publisher) {
        this.duty = duty;
        this.attempts = attempts;
        this.leases = leases;
        this.stopRequests = stopRequests;
        this.retries = retries;
        this.queue = queue;
        this.transaction = transaction;
        this.lease = lease;
        this.clock = clock;
        this.wakeups = wakeups;
        this.meters = meters;
        this.publisher = publisher;
    }

    @Scheduled(fixedDelayString = "${backspike.lease.check-interval:" + LeaseProperties.CHECK_INTERVAL + "}")
    synchronized void look() {
        Instant now = clock.instant();
        ReaperDuty.State state = duty.take(now);
        if (!state.ours()) {
            meters.anotherLooks(state.lookedAt());
            return;
        }
        FleetSilence silence = pass(state, now);
        // Only now: a pass that failed has extended no lease, and no worker can renew while the database is
        // unavailable.
        duty.looked(now, silence.since());
        meters.looked(now, silence);
    }

    private FleetSilence pass(ReaperDuty.State state, Instant now) {
        if (state.lookedAt().isAfter(now.plus(CLOCKS_DIFFER))) {
            return followBack(state.lookedAt(), now);
        }
        return wasAway(state, now) ? renewAll(now) : expire(state, now);
    }

    private FleetSilence followBack(Instant lookedAt, Instant now) {
        Integer renewed = transaction.execute(_ -> {
            publisher.publishEvent(new ClockWentBack(now));
            return leases.restartAll(now.plus(lease.duration()));
        });
        log.warn(
                "the clock of the database went back by about {}; started the leases of {} attempts anew",
                Duration.between(now, lookedAt),
                renewed);
        wakeups.raise(Wakeups.QUEUE);
        return new FleetSilence(null, false);
    }

    private boolean wasAway(ReaperDuty.State state, Instant now) {
        return state.lookedAt().isBefore(now.minus(lease.duration().dividedBy(2)));
    }

    private FleetSilence renewAll(Instant now) {
        Instant until = now.plus(lease.duration());
        Integer renewed = transaction.execute(_ -> leases.renewAll(until));
        log.info("leases were not checked for a while; extended the leases of {} attempts", renewed);
        return new FleetSilence(null, false);
    }

    private FleetSilence expire(ReaperDuty.State state, Instant now) {
        for (AttemptId attempt : leases.expired(now)) {
            within(attempt, _ -> suspect(attempt, now));
        }
        FleetSilence silence = judge(state, now);
        if (!silence.suspended()) {
            loseAll(now);
        }
        endCancelled(now);
        return silence;
    }

    private void within(AttemptId attempt, Consumer<TransactionStatus> work) {
        try (JobLog _ = JobLog.of(attempt)) {
            transaction.executeWithoutResult(work);
        }
    }

    private void suspect(AttemptId id, Instant now) {
        LockedJob job = queue.lock(id.jobId()).orElse(null);
        if (job == null || job.state() != JobState.RUNNING || !leases.suspect(id, now)) {
            return;
        }
        String message = "the worker of attempt " + id.number() + " has not renewed its lease";
        log.warn("job {}: {}", id.jobId(), message);
        meters.suspected();
        job.record(EventType.ATTEMPT_SUSPECT, Map.of("message", message));
    }

    private FleetSilence judge(ReaperDuty.State state, Instant now) {
        long silent = leases.silentWorkers();
        long busy = leases.busyWorkers();
        Instant before = state.silentSince();
        FleetSilence silence = FleetSilence.judge(before, silent, busy, now, lease.longestSuspension());
        if (before == null && silence.suspended()) {
            log.warn(
                    "{} of {} busy workers are silent; lease expiry is suspended for up to {}",
                    silent,
                    busy,
                    readable(lease.longestSuspension()));
        } else if (before != null && !silence.suspended()) {
            log.warn("{} of {} busy workers are silent; lease expiry resumes", silent, busy);
        }
        if (before != null && silence.since() == null) {
            // Workers that have not returned yet may be about to.
            transaction.executeWithoutResult(_ -> leases.pardon(now));
        }
        return silence;
    }

    private void loseAll(Instant now) {
        List<AttemptId> lapsed = leases.suspectSince(now.minus(lease.grace()));
        for (AttemptId attempt : lapsed) {
            within(attempt, _ -> lose(attempt, now));
        }
        if (!lapsed.isEmpty()) {
            wakeups.raise(Wakeups.QUEUE);
        }
    }

    private void lose(AttemptId id, Instant now) {
        LockedJob job = queue.lock(id.jobId()).orElse(null);
        if (job == null || job.state() != JobState.RUNNING || !leases.withdraw(id, now.minus(lease.grace()))) {
            return;
        }
        String message = "attempt " + id.number() + " is lost: its lease was not renewed for "
                + readable(lease.duration().plus(lease.grace()));
        log.warn("job {}: {}", id.jobId(), message);
        meters.lost();
        job.record(EventType.ATTEMPT_LOST, Map.of("message", message));
        Attempt lost = attempts.find(id).orElseThrow();
        lost.lose(now);
        attempts.save(lost);
        retries.decide(job, lost, FailureKind.INFRASTRUCTURE, new StateReason(ReasonCode.LEASE_EXPIRED, message));
    }

    /** Ends cancelled jobs whose worker renews its lease but does not stop. */
    private void endCancelled(Instant now) {
        for (AttemptId attempt : stopRequests.cancelledBefore(now.minus(lease.cancelGrace()))) {
            within(
                    attempt,
                    _ -> queue.lock(attempt.jobId())
                            .filter(job ->
                                    job.state() == JobState.RUNNING && job.cancelRequested() && leases.end(attempt))
                            .ifPresent(job -> cancel(job, attempt, now)));
        }
    }

    private void cancel(LockedJob job, AttemptId id, Instant now) {
        Attempt cancelled = attempts.find(id).orElseThrow();
        cancelled.end(Attempt.State.CANCELLED, now);
        attempts.save(cancelled);
        job.cancel(new StateReason(
                ReasonCode.CANCELLED_BY_USER,
                "cancelled; the worker did not stop within " + readable(lease.cancelGrace())));
    }

    private static String readable(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
