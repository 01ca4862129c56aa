package dev.backspike.api.dispatch;

import dev.backspike.api.job.QueueLine;
import dev.backspike.api.job.QueueReasons.Queued;
import dev.backspike.common.code.ReasonCode;
import dev.backspike.common.spec.ReplicasSpec;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Metrics of the queue and of the connected workers. All are of one look at the database, which serves the gauges that
 * a scrape reads one after the other.
 */
@Component
class FleetMeters implements MeterBinder {

    private static final List<String> DEVICES = List.of("cpu", "cuda");
    /** Why the job at the head of the line of a device waits. */
    private static final List<ReasonCode> REASONS = List.of(
            ReasonCode.NO_WORKER,
            ReasonCode.NO_WORKER_FOR_DEVICE,
            ReasonCode.NOT_ENOUGH_MEMORY,
            ReasonCode.NOT_ENOUGH_SLOTS,
            ReasonCode.WORKERS_DRAINED,
            ReasonCode.WORKERS_BUSY,
            ReasonCode.WAITING,
            ReasonCode.WAITING_FOR_SLOTS);

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final QueueLine line;
    private final QueueOutlook outlook;
    private final ConnectedWorkers workers;
    private final Reservations reservations;
    private final Clock clock;
    private Look last = new Look(Instant.MIN, 0, Map.of(), List.of(), Map.of());

    FleetMeters(
            QueueLine line, QueueOutlook outlook, ConnectedWorkers workers, Reservations reservations, Clock clock) {
        this.reservations = reservations;
        this.line = line;
        this.outlook = outlook;
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * @param oldestSeconds how long the job has waited that has waited longest; 0 without queued jobs
     * @param queued the number of queued jobs by the word of the reason
     * @param reserved slots by device
     */
    private record Look(
            Instant at,
            double oldestSeconds,
            Map<String, Long> queued,
            List<Worker> workers,
            Map<String, Integer> reserved) {}

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ReasonCode reason : REASONS) {
            Gauge.builder(
                            "backspike.queue.jobs",
                            this,
                            meters -> meters.look().queued().getOrDefault(reason.word(), 0L))
                    .description("Queued jobs, by the reason why the first job in the queue of their device waits")
                    .tag("reason", reason.word())
                    .register(registry);
        }
        Gauge.builder("backspike.queue.oldest", this, meters -> meters.look().oldestSeconds())
                .baseUnit("seconds")
                .description("Time that the oldest queued job has spent in the queue; 0 if none is queued")
                .register(registry);
        for (String device : DEVICES) {
            Gauge.builder(
                            "backspike.workers",
                            this,
                            meters -> meters.connected(device).size())
                    .description("Connected workers that accept jobs, by device")
                    .tag("device", device)
                    .register(registry);
            Gauge.builder(
                            "backspike.slots.free",
                            this,
                            meters -> meters.connected(device).stream()
                                    .mapToInt(Worker::freeSlots)
                                    .sum())
                    .description("Free slots of connected workers that accept jobs, by device")
                    .tag("device", device)
                    .register(registry);
            Gauge.builder(
                            "backspike.slots.reserved",
                            this,
                            meters -> meters.look().reserved().getOrDefault(device, 0))
                    .description("Free slots that are reserved for queued jobs of several replicas, by device")
                    .tag("device", device)
                    .register(registry);
        }
    }

    private List<Worker> connected(String device) {
        return look().workers().stream()
                .filter(worker -> worker.device().equals(device))
                .toList();
    }

    private synchronized Look look() {
        Instant now = clock.instant();
        if (last.at().isBefore(now.minus(FRESH)) || last.at().isAfter(now)) {
            last = look(now);
        }
        return last;
    }

    private Look look(Instant now) {
        Map<String, Long> queued = new HashMap<>();
        double oldest = 0;
        for (QueueLine.Queue queue : line.queues()) {
            queued.merge(
                    outlook.whyQueued(new Queued(
                                    "",
                                    queue.device(),
                                    queue.leastMemory(),
                                    new ReplicasSpec(queue.leastReplicas(), queue.mostReplicas()),
                                    false))
                            .reason()
                            .code(),
                    queue.jobs(),
                    Long::sum);
            oldest = Math.max(oldest, Duration.between(queue.oldest(), now).toMillis() / 1000.0);
        }
        List<Worker> accepting = workers.now().stream()
                .filter(worker -> worker.drain() == null && worker.assignedJob() == null)
                .toList();
        Map<String, Integer> reserved = new HashMap<>();
        reservations
                .slots()
                .values()
                .forEach(byDevice -> byDevice.forEach((device, slots) -> reserved.merge(device, slots, Integer::sum)));
        return new Look(now, oldest, queued, accepting, reserved);
    }
}
