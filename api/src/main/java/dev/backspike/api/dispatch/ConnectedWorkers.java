package dev.backspike.api.dispatch;

import dev.backspike.common.protocol.LeaseRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who asks for work. A worker counts as connected as long as a lease of its would last. */
@Component
class ConnectedWorkers {

    /** What a job asks for that any worker can take. */
    static final String ANY_DEVICE = "auto";

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
                worker.worker().text(), worker.device(), worker.threads(), worker.freeSlots(), now.minus(REFRESH));
        if (known == 0
                && workers.refresh(worker.worker().text(), worker.device(), worker.threads(), worker.freeSlots(), now)
                        == 0) {
            workers.introduce(worker.worker().text(), worker.device(), worker.threads(), worker.freeSlots(), now);
        }
    }

    List<Worker> now() {
        return workers.seenSince(since());
    }

    /**
     * In order of their names, behind one of them.
     *
     * @param others names of workers to list even if they are not connected
     */
    List<Worker> nowOr(Collection<String> others, String after, int limit) {
        return workers.seenSinceOr(since(), others, after, Limit.of(limit));
    }

    boolean isConnected(Worker worker) {
        return !worker.seenAt().isBefore(since());
    }

    private Instant since() {
        return clock.instant().minus(lease.duration());
    }
}
