package dev.backspike.api.dispatch;

import dev.backspike.api.job.QueueLine;
import dev.backspike.api.job.QueueReasons;
import dev.backspike.api.job.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Explains why queued jobs wait: which workers are connected, when they become free and which jobs are ahead. */
@Component
class QueueOutlook implements QueueReasons {

    private final ConnectedWorkers workers;
    private final QueueLine line;
    private final Leases leases;
    private final Reservations reservations;
    private final ObjectProvider<LaunchReasons> launches;
    private final Clock clock;

    QueueOutlook(
            ConnectedWorkers workers,
            QueueLine line,
            Leases leases,
            Reservations reservations,
            ObjectProvider<LaunchReasons> launches,
            Clock clock) {
        this.leases = leases;
        this.reservations = reservations;
        this.workers = workers;
        this.line = line;
        this.launches = launches;
        this.clock = clock;
    }

    @Override
    public Waiting whyQueued(Queued job) {
        LaunchReasons launched = launches.getIfAvailable();
        if (launched != null) {
            return new Waiting(launched.whyQueued(job.id()), null, null);
        }
        MatchingWorkers matching = MatchingWorkers.of(fleet(List.of(job), leases.open()), job);
        return new Waiting(matching.reason(0), null, null);
    }

    @Override
    public Map<String, Waiting> whyQueued(Collection<Queued> all) {
        Map<String, Waiting> reasons = new HashMap<>();
        LaunchReasons launched = launches.getIfAvailable();
        if (launched != null) {
            all.forEach(job -> reasons.put(job.id(), new Waiting(launched.whyQueued(job.id()), null, null)));
            return reasons;
        }
        if (all.isEmpty()) {
            return reasons;
        }
        List<Leases.Held> held = leases.open();
        MatchingWorkers.Fleet fleet = fleet(all, held);
        Map<String, List<Instant>> ends = endsByWorker(held);
        all.stream().collect(Collectors.groupingBy(Queued::device)).forEach((device, queued) -> {
            Map<String, Integer> places = line.places(
                    fleet.rivals(device), queued.stream().map(Queued::id).toList());
            for (Queued job : queued) {
                Integer place = places.get(job.id());
                if (place != null) {
                    MatchingWorkers matching = MatchingWorkers.of(fleet, job);
                    reasons.put(job.id(), new Waiting(matching.reason(place - 1), place, start(matching, place, ends)));
                }
            }
        });
        return reasons;
    }

    /** When a worker becomes free for a job of one replica, if running jobs end as estimated; null while unknown. */
    private @Nullable Instant start(MatchingWorkers matching, int place, Map<String, List<Instant>> ends) {
        if (matching.job().replicas().isGang()) {
            return null;
        }
        int yetToEnd = place - matching.freeSlots();
        if (matching.accepting().isEmpty()) {
            return null;
        }
        if (yetToEnd <= 0) {
            return clock.instant();
        }
        List<Instant> inOrder = matching.accepting().stream()
                .flatMap(worker -> ends.getOrDefault(worker.name(), List.of()).stream())
                .sorted()
                .toList();
        return yetToEnd <= inOrder.size() ? inOrder.get(yetToEnd - 1) : null;
    }

    private MatchingWorkers.Fleet fleet(Collection<Queued> jobs, List<Leases.Held> held) {
        Map<String, Long> memory = line.memoryOfRunning();
        Map<String, Long> inUse = held.stream()
                .collect(Collectors.groupingBy(
                        Leases.Held::worker,
                        Collectors.summingLong(
                                one -> memory.getOrDefault(one.attempt().jobId().text(), 0L))));
        boolean gangs = jobs.stream().anyMatch(job -> job.replicas().isGang());
        return new MatchingWorkers.Fleet(workers.now(), inUse, gangs ? reservations.slots() : Map.of());
    }

    /** When running jobs end, as far as that is known. */
    private Map<String, List<Instant>> endsByWorker(List<Leases.Held> held) {
        Instant now = clock.instant();
        Map<String, Duration> left = line.timeLeft();
        Map<String, List<Instant>> ends = new HashMap<>();
        for (Leases.Held one : held) {
            Duration time = left.get(one.attempt().jobId().text());
            if (time != null) {
                ends.computeIfAbsent(one.worker(), _ -> new ArrayList<>()).add(now.plus(time));
            }
        }
        return ends;
    }
}
