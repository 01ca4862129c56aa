package dev.backspike.api.dispatch;

import dev.backspike.api.job.QueueReasons;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.protocol.LeaseRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who asks for work. A worker counts as connected as long as a lease of its would last. */
@Component
class ConnectedWorkers implements QueueReasons {

    private static final String ANY_DEVICE = "auto";
    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final WorkerRepository workers;
    private final LeaseProperties lease;
    private final Clock clock;

    ConnectedWorkers(WorkerRepository workers, LeaseProperties lease, Clock clock) {
        this.workers = workers;
        this.lease = lease;
        this.clock = clock;
    }

    /** What jobs a worker with this device can take. */
    static Set<String> servedBy(String device) {
        return Set.of(ANY_DEVICE, device);
    }

    @Transactional
    public void seen(LeaseRequest worker) {
        Instant now = clock.instant();
        int known = workers.countFresh(
                worker.worker(), worker.device(), worker.threads(), worker.freeSlots(), now.minus(REFRESH));
        if (known == 0
                && workers.refresh(worker.worker(), worker.device(), worker.threads(), worker.freeSlots(), now) == 0) {
            workers.introduce(worker.worker(), worker.device(), worker.threads(), worker.freeSlots(), now);
        }
    }

    List<Worker> now() {
        return workers.seenSince(clock.instant().minus(lease.duration()));
    }

    /** In order of their names, behind one of them. */
    List<Worker> now(String after, int limit) {
        return workers.seenSince(clock.instant().minus(lease.duration()), after, Limit.of(limit));
    }

    @Override
    public StateReason whyQueued(String device) {
        List<Worker> connected = now();
        if (connected.isEmpty()) {
            return new StateReason("no-worker", "no worker is connected; start one with ./backspike worker --api URL");
        }
        if (connected.stream().noneMatch(worker -> servedBy(worker.device()).contains(device))) {
            return new StateReason(
                    "no-worker-for-device",
                    "no worker with device " + device + " is connected; connected ones have "
                            + String.join(
                                    ", ",
                                    connected.stream()
                                            .map(Worker::device)
                                            .distinct()
                                            .toList()));
        }
        return new StateReason("waiting", "waiting for a worker to become free");
    }
}
