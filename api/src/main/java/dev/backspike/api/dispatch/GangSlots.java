package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.dispatch.Reservations.Reservation;
import dev.backspike.api.job.GangQueue;
import dev.backspike.api.job.GangQueue.QueuedGang;
import dev.backspike.api.job.JobQueue;
import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.LeaseRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reserves free slots of a worker that asks for work for the first gang in line that the worker can serve, and has the
 * gang granted once enough slots are reserved.
 *
 * <ul>
 *   <li>No deadlock: the workers of a device collect slots for one gang at a time, and take what they have for another
 *       gang as soon as that one comes first.
 *   <li>No starvation: once a gang has begun to collect slots, jobs of one replica do not take slots that it still
 *       needs, unless their priority is higher. A gang begins when it is its turn among the jobs of its priority.
 *   <li>A gang that needs more slots than the connected workers have is passed over.
 * </ul>
 */
@Component
class GangSlots {

    private final CurrentCaller caller;
    private final AssignedJobLeasing assignedJob;
    private final GangQueue queue;
    private final Reservations reservations;
    private final GangGrants grants;
    private final GangDeliveries deliveries;
    private final JobQueue jobs;
    private final ConnectedWorkers workers;
    private final Clock clock;

    GangSlots(
            CurrentCaller caller,
            AssignedJobLeasing assignedJob,
            GangQueue queue,
            Reservations reservations,
            GangGrants grants,
            GangDeliveries deliveries,
            JobQueue jobs,
            ConnectedWorkers workers,
            Clock clock) {
        this.caller = caller;
        this.assignedJob = assignedJob;
        this.queue = queue;
        this.reservations = reservations;
        this.grants = grants;
        this.deliveries = deliveries;
        this.jobs = jobs;
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * What a worker has for gangs, and so not for jobs of one replica.
     *
     * @param grants replicas that have been granted to the worker
     * @param slots slots of those, and reserved ones
     * @param memory what the replicas in these slots need at least, in bytes
     */
    record Kept(List<Grant> grants, int slots, long memory) {

        static final Kept NONE = new Kept(List.of(), 0, 0);

        Kept and(List<Grant> granted, long needed) {
            return new Kept(
                    Stream.concat(grants.stream(), granted.stream()).toList(), slots + granted.size(), memory + needed);
        }
    }

    /**
     * @param free slots of the worker that are free; 0 if it is drained
     * @param memory what it has left, in bytes
     */
    Kept keep(LeaseRequest request, int free, long memory) {
        if (request.gang() == null) {
            return Kept.NONE;
        }
        if (queue.isEmpty()) {
            return deliver(Kept.NONE, request);
        }
        // In this order: if a grant uses the reservation after this look at it, the reservation is gone when it is to
        // be
        // changed; if it did before, what it granted is delivered now. So no slot is used twice.
        Optional<Reservation> own = reservations.of(request.worker());
        Kept granted = deliver(Kept.NONE, request);
        Kept kept = reserve(request, own, free - granted.slots(), memory - granted.memory());
        return deliver(
                new Kept(granted.grants(), granted.slots() + kept.slots(), granted.memory() + kept.memory()), request);
    }

    private Kept deliver(Kept before, LeaseRequest request) {
        List<Grant> granted = deliveries.deliver(request.worker());
        return granted.isEmpty()
                ? before
                : before.and(
                        granted,
                        jobs.memoryOf(granted.stream()
                                .map(grant -> grant.attempt().jobId())
                                .toList()));
    }

    /** @return without grants */
    private Kept reserve(LeaseRequest request, Optional<Reservation> own, int free, long memory) {
        QueuedGang gang = free <= 0 ? null : first(request, memory);
        int wanted = gang == null ? 0 : wanted(gang, request, free, memory);
        if (gang == null || wanted == 0) {
            boolean used = own.isPresent() && !reservations.giveUp(request.worker());
            return used ? usedBy(own.orElseThrow()) : Kept.NONE;
        }
        Instant now = clock.instant();
        Reservation next = new Reservation(
                request.worker().text(),
                gang.id(),
                request.device(),
                wanted,
                caller.name(),
                Objects.requireNonNull(request.gang()).address(),
                now,
                now);
        if (!reservations.make(next, own, gang.queuedAt())) {
            return usedBy(own.orElseThrow());
        }
        return grants.grant(gang, request.device())
                ? Kept.NONE
                : new Kept(List.of(), wanted, wanted * gang.memoryBytes());
    }

    /** Nothing more for this request: what a grant has just used of the worker is delivered now or next. */
    private static Kept usedBy(Reservation own) {
        return new Kept(List.of(), own.slots(), 0);
    }

    /** The gang for which the worker keeps slots; null if it may give them to jobs of one replica. */
    private @Nullable QueuedGang first(LeaseRequest request, long memory) {
        Set<String> devices = ConnectedWorkers.servedBy(request.device());
        JobId only = request.job();
        if (only != null) {
            return queue.find(only)
                    .filter(gang -> devices.contains(gang.device())
                            && gang.memoryBytes() <= memory
                            && assignedJob.mayServe(gang))
                    .orElse(null);
        }
        List<Worker> others = workers.now().stream()
                .filter(worker -> worker.device().equals(request.device()))
                .toList();
        return queue.inLine(devices, memory, MatchingWorkers.gangSlots(others, 0)).stream()
                .filter(gang -> gang.replicas().min() <= MatchingWorkers.gangSlots(others, gang.memoryBytes()))
                .findFirst()
                .filter(gang -> !queue.isPreceded(gang, devices, memory)
                        && (!reservations.of(gang.id(), request.device()).isEmpty()
                                || queue.isTurnOf(gang, devices, memory)))
                .orElse(null);
    }

    /** How many slots of the worker the gang can use. */
    private int wanted(QueuedGang gang, LeaseRequest request, int free, long memory) {
        int ofOthers = reservations.of(gang.id(), request.device()).stream()
                .filter(one -> !one.worker().equals(request.worker().text()))
                .mapToInt(Reservation::slots)
                .sum();
        long fitting = gang.memoryBytes() == 0 ? free : Math.min(free, memory / gang.memoryBytes());
        return Math.clamp(fitting, 0, Math.max(0, gang.replicas().max() - ofOthers));
    }
}
