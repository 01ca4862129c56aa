package dev.backspike.api.wakeup;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Wakes threads of this process that wait for a topic to change. A wake-up carries no data and may be spurious; one
 * that is raised while a waiter is busy is kept, so that "look, then wait" never misses a change.
 */
@Component
public class Wakeups {

    /** Topic: a job may have become claimable, or there may be a command for an attempt. */
    public static final String QUEUE = "queue";

    private final ConcurrentMap<String, Topic> topics = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param topic {@link #QUEUE} or the id of a job */
    public Waiter listen(String topic) {
        Waiter waiter = new Waiter(topic);
        topics.compute(topic, (_, present) -> {
            Topic listened = present == null ? new Topic() : present;
            listened.waiters.add(waiter);
            return listened;
        });
        return waiter;
    }

    /**
     * How often a topic with waiters has been raised. It is counted before any waiter is woken, so a waiter that has
     * been woken sees the change.
     */
    public long changes(String topic) {
        Topic listened = topics.get(topic);
        return listened == null ? 0 : listened.changes.get();
    }

    public void raise(String topic) {
        Topic raised = topics.get(topic);
        if (raised != null) {
            raised.raise();
        }
    }

    /** Whether the service is shutting down, so that no thread should wait any longer. */
    public boolean closed() {
        return closed;
    }

    /** Runs before the web server waits for open requests, which would otherwise keep waiting here. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        closed = true;
        topics.values().forEach(Topic::raise);
    }

    /** Exists as long as it has waiters. */
    private static final class Topic {

        private final AtomicLong changes = new AtomicLong();
        private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

        private void raise() {
            changes.incrementAndGet();
            waiters.forEach(Waiter::raise);
        }
    }

    /** One waiting thread. */
    public final class Waiter implements AutoCloseable {

        private final String topic;
        private final Semaphore raised = new Semaphore(0);

        private Waiter(String topic) {
            this.topic = topic;
        }

        private void raise() {
            if (raised.availablePermits() == 0) {
                raised.release();
            }
        }

        /** Returns once the topic has been raised since the last return, after the time-out, or at shutdown. */
        public void await(Duration atMost) throws InterruptedException {
            if (!closed && raised.tryAcquire(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS)) {
                raised.drainPermits();
            }
        }

        @Override
        public void close() {
            topics.computeIfPresent(topic, (_, listened) -> {
                listened.waiters.remove(this);
                return listened.waiters.isEmpty() ? null : listened;
            });
        }
    }
}
