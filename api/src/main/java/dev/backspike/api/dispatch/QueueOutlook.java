package dev.backspike.api.dispatch;

import dev.backspike.api.job.QueueLine;
import dev.backspike.api.job.QueueReasons;
import dev.backspike.api.job.Waiting;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Explains why queued jobs wait: which workers are connected, when they become free and which jobs are ahead. */
@Component
class QueueOutlook implements QueueReasons {

    private final ConnectedWorkers workers;
    private final QueueLine line;
    private final Clock clock;

    QueueOutlook(ConnectedWorkers workers, QueueLine line, Clock clock) {
        this.workers = workers;
        this.line = line;
        this.clock = clock;
    }

    @Override
    public Waiting whyQueued(Queued job) {
        Fit fit = Fit.of(new Fit.Fleet(workers.now(), line.memoryInUse()), job);
        return new Waiting(fit.reason(0), null, null);
    }

    @Override
    public Map<String, Waiting> whyQueued(Collection<Queued> jobs) {
        Map<String, Waiting> reasons = new HashMap<>();
        if (jobs.isEmpty()) {
            return reasons;
        }
        Fit.Fleet fleet = new Fit.Fleet(workers.now(), line.memoryInUse());
        Map<String, List<Instant>> ends = endsByWorker();
        jobs.stream().collect(Collectors.groupingBy(Queued::device)).forEach((device, queued) -> {
            Map<String, Integer> places = line.places(
                    fleet.rivals(device), queued.stream().map(Queued::id).toList());
            for (Queued job : queued) {
                Integer place = places.get(job.id());
                if (place != null) {
                    Fit fit = Fit.of(fleet, job);
                    reasons.put(job.id(), new Waiting(fit.reason(place - 1), place, start(fit, place, ends)));
                }
            }
        });
        return reasons;
    }

    /** When enough workers become free, if running jobs end as estimated; null while unknown. */
    private @Nullable Instant start(Fit fit, int place, Map<String, List<Instant>> ends) {
        int yetToEnd = place - fit.freeSlots();
        if (fit.takers().isEmpty()) {
            return null;
        }
        if (yetToEnd <= 0) {
            return clock.instant();
        }
        List<Instant> inOrder = fit.takers().stream()
                .flatMap(worker -> ends.getOrDefault(worker.name(), List.of()).stream())
                .sorted()
                .toList();
        return yetToEnd <= inOrder.size() ? inOrder.get(yetToEnd - 1) : null;
    }

    /** When running jobs end, as far as that is known. */
    private Map<String, List<Instant>> endsByWorker() {
        Instant now = clock.instant();
        return line.running().stream()
                .collect(Collectors.groupingBy(
                        QueueLine.RunningJob::worker,
                        Collectors.mapping(job -> now.plus(job.left()), Collectors.toList())));
    }
}
