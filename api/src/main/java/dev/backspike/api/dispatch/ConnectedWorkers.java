package dev.backspike.api.dispatch;

import dev.backspike.common.protocol.LeaseRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The workers that ask for work. A worker counts as connected for the duration of a lease after each request. */
@Component
class ConnectedWorkers {

    /** The device of a job that any worker can execute. */
    static final String ANY_DEVICE = "auto";

    private static final Duration REFRESH = Duration.ofSeconds(5);

    private final Workers workers;
    private final LeaseProperties lease;
    private final Clock clock;

    ConnectedWorkers(Workers workers, LeaseProperties lease, Clock clock) {
        this.workers = workers;
        this.lease = lease;
        this.clock = clock;
    }

    /** The devices of the jobs that a worker with this device can execute. */
    static Set<String> servedBy(String device) {
        return Set.of(ANY_DEVICE, device);
    }

    @Transactional
    public void seen(LeaseRequest worker) {
        Instant now = clock.instant();
        if (!workers.isFresh(worker, now.minus(REFRESH)) && !workers.refresh(worker, now)) {
            workers.add(worker, now);
        }
    }

    List<Worker> now() {
        return workers.seenSince(since());
    }

    /**
     * The workers in order of their names, after a name.
     *
     * @param others names of workers to list even if they are not connected
     */
    List<Worker> nowOr(Collection<String> others, String after, int limit) {
        return workers.seenSinceOr(since(), others, after, limit);
    }

    boolean isConnected(Worker worker) {
        return !worker.seenAt().isBefore(since());
    }

    private Instant since() {
        return clock.instant().minus(lease.duration());
    }
}
