package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.artifact.CopiedModels;
import dev.backspike.api.http.JobLog;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StopRequests;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.JobOutcome;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.ResumePoint;
import dev.backspike.common.protocol.WorkerMemory;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.JobSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers one lease request, in one short transaction: renews leases, collects commands, claims jobs. */
@Component
class Leasing {

    private static final Logger log = LoggerFactory.getLogger(Leasing.class);

    private static final int MAX_CLAIM = 256;

    private final CurrentCaller caller;
    private final Attempts attempts;
    private final Leases leases;
    private final Workers workers;
    private final StopRequests stopRequests;
    private final AttemptStarts starts;
    private final GangSlots gangSlots;
    private final CopiedModels initialModels;
    private final JobQueue queue;
    private final AssignedJobLeasing assignedJob;
    private final LeaseProperties lease;
    private final Clock clock;

    Leasing(
            CurrentCaller caller,
            Attempts attempts,
            Leases leases,
            Workers workers,
            StopRequests stopRequests,
            AttemptStarts starts,
            GangSlots gangSlots,
            CopiedModels initialModels,
            JobQueue queue,
            AssignedJobLeasing assignedJob,
            LeaseProperties lease,
            Clock clock) {
        this.caller = caller;
        this.attempts = attempts;
        this.leases = leases;
        this.workers = workers;
        this.stopRequests = stopRequests;
        this.starts = starts;
        this.gangSlots = gangSlots;
        this.initialModels = initialModels;
        this.queue = queue;
        this.assignedJob = assignedJob;
        this.lease = lease;
        this.clock = clock;
    }

    /** @param renewedUntil when the leases expire that the request renews */
    @Transactional
    public LeaseResponse look(LeaseRequest request, Instant renewedUntil) {
        assignedJob.requireAllowed(request);
        List<AttemptId> kept = new ArrayList<>();
        List<AttemptId> lost = new ArrayList<>();
        List<JobId> running = new ArrayList<>();
        // In a fixed order, so that two concurrent requests of one worker do not deadlock.
        for (AttemptId held : inOrder(request.held())) {
            int replicas = leases.renew(held, request.worker(), caller.name(), renewedUntil);
            (replicas > 0 ? kept : lost).add(held);
            running.addAll(Collections.nCopies(replicas, held.jobId()));
        }
        JobId job = request.job();
        JobOutcome outcome = job == null ? null : assignedJob.outcome(job, request);
        Drain drain = workers.drainOf(request.worker().text()).orElse(null);
        List<Grant> grants = grants(request, drain == null ? request.freeSlots() : 0, running);
        Map<AttemptId, Command> commands = stopRequests.among(kept);
        return new LeaseResponse(
                grants,
                told(kept, commands, Command.CANCEL),
                told(kept, commands, Command.PAUSE),
                drain == Drain.HAND_BACK ? kept : attempts.growing(kept),
                lost,
                lease.duration().toMillis(),
                lease.renew().toMillis(),
                outcome);
    }

    private static List<AttemptId> told(List<AttemptId> held, Map<AttemptId, Command> commands, Command command) {
        return held.stream().filter(one -> commands.get(one) == command).toList();
    }

    /**
     * @param free slots for which there may be grants
     * @param running the job of each replica that the worker runs
     */
    private List<Grant> grants(LeaseRequest request, int free, List<JobId> running) {
        long memory = free > 0 ? memoryLeft(request, running) : 0;
        GangSlots.Kept kept = gangSlots.keep(request, free, memory);
        List<Grant> grants = new ArrayList<>(kept.grants());
        if (free > kept.slots()) {
            grants.addAll(claim(request, free - kept.slots(), memory - kept.memory()));
        }
        return grants;
    }

    private List<Grant> claim(LeaseRequest request, int most, long memory) {
        List<Grant> grants = new ArrayList<>();
        List<Attempt> begun = new ArrayList<>();
        for (LockedJob job : claimed(request, most, memory)) {
            try (JobLog _ = JobLog.of(new AttemptId(job.id(), job.attempt() + 1))) {
                claim(job, request.worker(), grants, begun);
            }
        }
        attempts.add(begun);
        return grants;
    }

    private List<LockedJob> claimed(LeaseRequest request, int most, long memory) {
        JobId only = request.job();
        return only != null
                ? assignedJob.claim(only).stream().toList()
                : queue.claim(ConnectedWorkers.servedBy(request.device()), memory, Math.min(most, MAX_CLAIM));
    }

    /** What the worker has left beside what it runs, by the estimates of those jobs. */
    private long memoryLeft(LeaseRequest request, List<JobId> running) {
        WorkerMemory memory = request.memory();
        return memory == null ? Long.MAX_VALUE : memory.heapBytes() - queue.memoryOf(running);
    }

    private void claim(LockedJob job, WorkerName worker, List<Grant> grants, List<Attempt> begun) {
        JobSpec spec = starts.spec(job);
        if (spec == null) {
            return;
        }
        ResumePoint resume = starts.start(job, List.of(worker.text()));
        AttemptId attempt = new AttemptId(job.id(), job.attempt());
        Instant now = clock.instant();
        begun.add(new Attempt(
                attempt,
                new Replica(worker.text(), caller.name(), null, Replica.State.HELD, now.plus(lease.duration())),
                Attempt.Origin.of(resume),
                now));
        boolean adopted = spec.training().initialFrom() instanceof InitialFromSpec.OfJob;
        grants.add(new Grant(attempt, spec, resume, adopted ? initialModels.of(job.id()) : null, null));
        log.info("job {}: attempt {} leased to worker {}", attempt.jobId(), attempt.number(), worker);
    }

    private static List<AttemptId> inOrder(List<AttemptId> held) {
        return held.stream()
                .distinct()
                .sorted(Comparator.comparing(AttemptId::jobId).thenComparingInt(AttemptId::number))
                .toList();
    }
}
