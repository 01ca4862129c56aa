package dev.backspike.api.event;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Wakes threads of this process that wait for a topic to change. A wake-up carries no data and may be spurious; one
 * that is raised while a waiter is busy is kept, so that "look, then wait" never misses a change.
 */
@Component
public class Wakeups {

    /** Topic: a job may have become claimable, or an attempt has to hear something. */
    public static final String QUEUE = "queue";

    private final ConcurrentMap<String, Set<Waiter>> waiters = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param topic {@link #QUEUE} or the id of a job */
    public Waiter listen(String topic) {
        Waiter waiter = new Waiter(topic);
        waiters.compute(topic, (_, present) -> {
            Set<Waiter> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(waiter);
            return all;
        });
        return waiter;
    }

    public void raise(String topic) {
        waiters.getOrDefault(topic, Set.of()).forEach(Waiter::raise);
    }

    /** Whether the service is shutting down; nobody should wait any more. */
    public boolean closed() {
        return closed;
    }

    /** Before the web server waits for its open requests, which would otherwise wait for us. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        waiters.values().forEach(all -> all.forEach(Waiter::raise));
    }

    /** One waiting thread. */
    public final class Waiter implements AutoCloseable {

        private final String topic;
        private final Semaphore raised = new Semaphore(0);

        private Waiter(String topic) {
            this.topic = topic;
        }

        private void raise() {
            raised.release();
        }

        /** Returns when the topic was raised since the last return, when the time is over, or at shutdown. */
        public void await(Duration atMost) throws InterruptedException {
            if (!closed && raised.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS)) {
                raised.drainPermits();
            }
        }

        @Override
        public void close() {
            waiters.computeIfPresent(topic, (_, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
