package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.artifact.AdoptedModels;
import dev.backspike.api.artifact.Checkpoints;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.ResumePoint;
import dev.backspike.common.spec.InitialFromSpec;
import dev.backspike.common.spec.JobSpec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** One look at the queue on behalf of a worker, in one short transaction: renew, hear what is to stop, claim. */
@Component
class Leasing {

    private static final Logger log = LoggerFactory.getLogger(Leasing.class);

    private static final int MAX_CLAIM = 256;

    private final CurrentCaller caller;
    private final AttemptRepository attempts;
    private final WorkerRepository workers;
    private final StopRequests stopRequests;
    private final Checkpoints checkpoints;
    private final AdoptedModels initialModels;
    private final JobQueue queue;
    private final EntityManager entities;
    private final LeaseProperties lease;
    private final Clock clock;
    private final Timer queueWait;

    Leasing(
            CurrentCaller caller,
            AttemptRepository attempts,
            WorkerRepository workers,
            StopRequests stopRequests,
            Checkpoints checkpoints,
            AdoptedModels initialModels,
            JobQueue queue,
            EntityManager entities,
            LeaseProperties lease,
            Clock clock,
            MeterRegistry meters) {
        this.caller = caller;
        this.attempts = attempts;
        this.workers = workers;
        this.stopRequests = stopRequests;
        this.checkpoints = checkpoints;
        this.initialModels = initialModels;
        this.queue = queue;
        this.entities = entities;
        this.lease = lease;
        this.clock = clock;
        this.queueWait = Timer.builder("backspike.queue.wait")
                .description("Time that jobs spent in the queue before they were leased")
                .register(meters);
    }

    /** @param renewedUntil when the leases end that the request has renewed */
    @Transactional
    public LeaseResponse look(LeaseRequest request, Instant renewedUntil) {
        List<AttemptId> kept = new ArrayList<>();
        List<AttemptId> lost = new ArrayList<>();
        // In a fixed order, as two calls of one worker may hold the same attempts.
        for (AttemptId held : inOrder(request.held())) {
            boolean renewed =
                    attempts.renew(Attempt.Key.of(held), request.worker().text(), caller.name(), renewedUntil) == 1;
            (renewed ? kept : lost).add(held);
        }
        List<Grant> grants = new ArrayList<>();
        Drain drain = workers.drain(request.worker().text()).orElse(null);
        if (request.freeSlots() > 0 && drain == null) {
            for (LockedJob job : queue.claim(
                    ConnectedWorkers.servedBy(request.device()), Math.min(request.freeSlots(), MAX_CLAIM))) {
                claim(job, request.worker(), grants);
            }
        }
        Map<AttemptId, Command> commands = stopRequests.among(kept);
        return new LeaseResponse(
                grants,
                told(kept, commands, Command.CANCEL),
                told(kept, commands, Command.PAUSE),
                drain == Drain.HAND_BACK ? kept : List.of(),
                lost,
                lease.duration().toMillis(),
                lease.renew().toMillis());
    }

    private static List<AttemptId> told(List<AttemptId> held, Map<AttemptId, Command> commands, Command command) {
        return held.stream().filter(one -> commands.get(one) == command).toList();
    }

    private void claim(LockedJob job, WorkerName worker, List<Grant> grants) {
        JobSpec spec;
        try {
            spec = job.resolvedSpec();
        } catch (InvalidSpecException e) {
            // Left in the queue it would block it for ever.
            log.error("job {} fails, because its stored specification cannot be read", job.id(), e);
            job.fail(new StateReason("spec-unreadable", "this release cannot read the job: " + e.getMessage()));
            return;
        }
        ResumePoint resume = checkpoints.resume(job);
        job.start(worker, resume);
        queueWait.record(job.queuedFor());
        AttemptId attempt = new AttemptId(job.id(), job.attempt());
        Instant now = clock.instant();
        entities.persist(new Attempt(attempt, worker, caller.name(), resume, now, now.plus(lease.duration())));
        boolean adopted = spec.training().initialFrom() instanceof InitialFromSpec.OfJob;
        grants.add(new Grant(attempt, spec, resume, adopted ? initialModels.of(job.id()) : null));
        log.info("job {} attempt {} goes to worker {}", attempt.jobId(), attempt.number(), worker);
    }

    private static List<AttemptId> inOrder(List<AttemptId> held) {
        return held.stream()
                .distinct()
                .sorted(Comparator.comparing(AttemptId::jobId).thenComparingInt(AttemptId::number))
                .toList();
    }
}
