package dev.backspike.api.dispatch;

import dev.backspike.api.dispatch.Reservations.Reservation;
import dev.backspike.api.http.JobLog;
import dev.backspike.api.job.GangQueue;
import dev.backspike.api.job.GangQueue.QueuedGang;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.ResumePoint;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Grants gangs: all replicas in one transaction, to the workers that have reserved slots. The other workers are told
 * when they next ask, within a second if they wait for work.
 */
@Component
class GangGrants {

    private static final Logger log = LoggerFactory.getLogger(GangGrants.class);
    private static final int SECRET_BYTES = 32;

    private final JobQueue queue;
    private final GangQueue gangs;
    private final Reservations reservations;
    private final AttemptStarts starts;
    private final Attempts attempts;
    private final GangProperties properties;
    private final LeaseProperties lease;
    private final Wakeups wakeups;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    GangGrants(
            JobQueue queue,
            GangQueue gangs,
            Reservations reservations,
            AttemptStarts starts,
            Attempts attempts,
            GangProperties properties,
            LeaseProperties lease,
            Wakeups wakeups,
            Clock clock) {
        this.queue = queue;
        this.gangs = gangs;
        this.reservations = reservations;
        this.starts = starts;
        this.attempts = attempts;
        this.properties = properties;
        this.lease = lease;
        this.wakeups = wakeups;
        this.clock = clock;
    }

    /**
     * Grants a gang if enough slots are reserved for it on workers with one device. Waits for no lock: a gang that
     * another request is granting, or whose reservations are being renewed, is left to the next request.
     *
     * @return whether it needs no more slots: it is granted, or has failed since its specification cannot be read
     */
    boolean grant(QueuedGang gang, String device) {
        if (!isEnough(reservations.of(gang.id(), device), gang)) {
            return false;
        }
        LockedJob job = queue.claim(gang.id()).orElse(null);
        if (job == null) {
            return false;
        }
        List<Reservation> locked = reservations.tryLock(gang.id(), device, job.queuedAt());
        if (!isEnough(locked, gang)) {
            return false;
        }
        try (JobLog _ = JobLog.of(new AttemptId(job.id(), job.attempt() + 1))) {
            grant(job, gang, locked);
        }
        return true;
    }

    private boolean isEnough(List<Reservation> reserved, QueuedGang gang) {
        int slots = reserved.stream().mapToInt(Reservation::slots).sum();
        if (slots >= gang.replicas().max()) {
            return true;
        }
        Instant patient = clock.instant().minus(properties.patience());
        return slots >= gang.replicas().min()
                && reserved.stream().anyMatch(one -> !one.since().isAfter(patient));
    }

    private void grant(LockedJob job, QueuedGang gang, List<Reservation> reserved) {
        if (starts.spec(job) == null) {
            return;
        }
        Instant now = clock.instant();
        List<Replica> replicas = new ArrayList<>();
        for (Reservation one : reserved) {
            int taken = Math.min(one.slots(), gang.replicas().max() - replicas.size());
            if (taken > 0) {
                replicas.addAll(Collections.nCopies(
                        taken,
                        new Replica(
                                one.worker(),
                                one.leasedAs(),
                                one.address(),
                                Replica.State.GRANTED,
                                now.plus(lease.duration()))));
                reservations.giveUp(new WorkerName(one.worker()));
            }
        }
        ResumePoint resume =
                starts.start(job, replicas.stream().map(Replica::worker).toList());
        AttemptId attempt = new AttemptId(job.id(), job.attempt());
        attempts.add(
                new Attempt(attempt, replicas.get(Replica.LEAD), Attempt.Origin.of(resume), now), secret(), replicas);
        gangs.granted(gang, replicas.size());
        log.info(
                "job {}: attempt {} granted to {} replicas on {}",
                attempt.jobId(),
                attempt.number(),
                replicas.size(),
                replicas.stream().map(Replica::worker).distinct().toList());
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wakeups.raise(Wakeups.QUEUE);
            }
        });
    }

    private String secret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
