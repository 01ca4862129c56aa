package dev.backspike.api.dispatch;

import dev.backspike.api.event.EventType;
import dev.backspike.api.http.JobLog;
import dev.backspike.api.job.GangQueue;
import dev.backspike.api.job.GangQueue.RunningGang;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.QueueLine;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.protocol.AttemptId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives a gang that runs with fewer replicas than it may have more of them, once its attempt has left a checkpoint and
 * slots are free that no queued job could use: the attempt is handed back, with another checkpoint, and the job resumes
 * from that with what is free then.
 */
@Component
class GangGrowth {

    private static final Logger log = LoggerFactory.getLogger(GangGrowth.class);

    private final GangQueue gangs;
    private final JobQueue queue;
    private final QueueLine line;
    private final ConnectedWorkers workers;
    private final Leases leases;
    private final Attempts attempts;
    private final GangProperties properties;
    private final TransactionTemplate transaction;
    private final Clock clock;

    GangGrowth(
            GangQueue gangs,
            JobQueue queue,
            QueueLine line,
            ConnectedWorkers workers,
            Leases leases,
            Attempts attempts,
            GangProperties properties,
            TransactionTemplate transaction,
            Clock clock) {
        this.gangs = gangs;
        this.queue = queue;
        this.line = line;
        this.workers = workers;
        this.leases = leases;
        this.attempts = attempts;
        this.properties = properties;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${backspike.lease.check-interval:" + LeaseProperties.CHECK_INTERVAL + "}")
    void look() {
        List<RunningGang> incomplete = gangs.incomplete();
        if (incomplete.isEmpty()) {
            return;
        }
        Map<String, Duration> left = line.timeLeft();
        for (RunningGang gang : incomplete) {
            Duration time = left.get(gang.attempt().jobId().text());
            if (time == null || time.compareTo(properties.growth()) >= 0) {
                attempts.find(gang.attempt()).filter(this::hasTrainedEnough).ifPresent(attempt -> grow(gang, attempt));
            }
        }
    }

    private boolean hasTrainedEnough(Attempt attempt) {
        Instant latest = clock.instant().minus(properties.growth());
        return attempt.hasProgressed() && !attempt.startedAt().isAfter(latest);
    }

    private void grow(RunningGang gang, Attempt attempt) {
        int free = free(gang, attempt);
        if (free == 0) {
            return;
        }
        try (JobLog _ = JobLog.of(gang.attempt())) {
            transaction.executeWithoutResult(
                    _ -> queue.lock(gang.attempt().jobId()).ifPresent(job -> grow(job, gang, free)));
        }
    }

    private void grow(LockedJob job, RunningGang gang, int free) {
        AttemptId id = gang.attempt();
        if (job.state() != JobState.RUNNING
                || job.attempt() != id.number()
                || job.cancelRequested()
                || job.pauseRequested()
                || !attempts.grow(id)) {
            return;
        }
        String message = "attempt " + id.number() + " trains with " + gang.replicas() + " of up to " + gang.most()
                + " replicas, and " + free + (free == 1 ? " more slot is" : " more slots are")
                + " free; it is handed back, to resume with more";
        log.info("job {}: {}", id.jobId(), message);
        job.record(EventType.NOTE, Map.of("code", ReasonCode.GANG_GROWS, "message", message));
    }

    /** The slots that the gang could have besides its own; 0 if a queued job could use one of them. */
    private int free(RunningGang gang, Attempt attempt) {
        List<Worker> connected = workers.now();
        String device = connected.stream()
                .filter(worker -> worker.name().equals(attempt.worker()))
                .map(Worker::device)
                .findFirst()
                .orElse(null);
        if (device == null) {
            return 0;
        }
        Set<String> rivals = ConnectedWorkers.servedBy(device);
        if (line.queues().stream().anyMatch(queued -> rivals.contains(queued.device()))) {
            return 0;
        }
        Map<String, Long> memory = line.memoryOfRunning();
        Map<String, List<Leases.Held>> held =
                leases.open().stream().collect(Collectors.groupingBy(Leases.Held::worker));
        long slots = connected.stream()
                .filter(worker -> worker.device().equals(device) && mayJoin(worker, gang))
                .mapToLong(worker -> {
                    List<Leases.Held> runs = held.getOrDefault(worker.name(), List.of());
                    long inUse = runs.stream()
                            .mapToLong(one ->
                                    memory.getOrDefault(one.attempt().jobId().text(), 0L))
                            .sum();
                    return fitting(worker, runs.size(), inUse, gang.memoryBytes());
                })
                .sum();
        return Math.toIntExact(Math.min(slots, gang.most() - gang.replicas()));
    }

    private static boolean mayJoin(Worker worker, RunningGang gang) {
        String only = worker.assignedJob();
        return worker.drain() == null
                && worker.gangSlots() != null
                && (only == null || only.equals(gang.attempt().jobId().text()));
    }

    /** The slots that a worker says are free include those that it has been given since. */
    private static long fitting(Worker worker, int running, long inUse, long needed) {
        int free = Math.max(0, Math.min(worker.freeSlots(), Objects.requireNonNull(worker.gangSlots()) - running));
        return worker.memory() == null || needed == 0
                ? free
                : Math.clamp((worker.memory().heapBytes() - inUse) / needed, 0, free);
    }
}
