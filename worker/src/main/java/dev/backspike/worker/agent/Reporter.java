package dev.backspike.worker.agent;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.heap.Heap;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.engine.training.TrainingListener;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the events of one attempt in order, each until the service acknowledges it. Events are batched: the first
 * batch after a silence is short, so that users see a training begin, and each following one is collected twice as
 * long, up to {@link #LONGEST_GATHERING}. While the service is unavailable, events are kept and resent; the service
 * recognises duplicates by their sequence number.
 */
final class Reporter implements TrainingListener {

    private static final Logger log = LoggerFactory.getLogger(Reporter.class);
    private static final Duration SHORTEST_GATHERING = Duration.ofMillis(10);
    private static final Duration LONGEST_GATHERING = Duration.ofMillis(250);
    private static final int LARGEST_REPORT = 500;

    private final WorkerApi api;
    private final WorkerName worker;
    private final AttemptLease lease;
    private final Clock clock;
    private final Thread sender;
    private final Deque<SequencedEvent> pending = new ArrayDeque<>();
    private Duration gathering = SHORTEST_GATHERING;
    private long gathered = System.nanoTime();
    private final LogBudget budget = new LogBudget(System::nanoTime);
    private long sequence;
    private AttemptEvent.@Nullable Ended end;
    private boolean closed;

    Reporter(WorkerApi api, WorkerName worker, AttemptLease lease, Clock clock) {
        this.api = api;
        this.worker = worker;
        this.lease = lease;
        this.clock = clock;
        this.sender = Thread.ofPlatform()
                .daemon()
                .name("report-" + lease.attempt().jobId())
                .unstarted(AttemptLog.within(lease.attempt(), this::send));
    }

    void start() {
        sender.start();
    }

    /** Adds an event. Events after the first {@code Ended} event are discarded. */
    @Override
    public synchronized void on(AttemptEvent event) {
        if (end != null) {
            return;
        }
        switch (event) {
            case AttemptEvent.Logged line -> add(budget.admit(line));
            case AttemptEvent.Ended last -> {
                end = last;
                add(budget.last());
                add(last);
            }
            default -> add(event);
        }
    }

    private synchronized void add(@Nullable AttemptEvent event) {
        if (event != null) {
            pending.add(new SequencedEvent(++sequence, clock.instant(), event));
            notifyAll();
        }
    }

    /** Returns when every event is acknowledged, or when the attempt is no longer leased to this worker. */
    void finish() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lease.revoke("its thread was interrupted");
        }
    }

    /** The end of the attempt, if the service has acknowledged it; whoever it belongs to by then. */
    synchronized AttemptEvent.@Nullable Ended deliveredEnd() {
        return pending.isEmpty() ? end : null;
    }

    private void send() {
        Backoff backoff = new Backoff();
        List<SequencedEvent> events = gather();
        while (!events.isEmpty() && lease.awaitRight()) {
            deliver(events, backoff);
            events = gather();
        }
    }

    private void deliver(List<SequencedEvent> events, Backoff backoff) {
        try {
            ReportResponse response = Heap.guarded(() -> api.report(new Report(worker, lease.attempt(), events)));
            lease.obey(response.command());
            if (response.acknowledged() < events.getFirst().sequence()) {
                lease.pause(backoff.next());
            } else {
                forget(response.acknowledged());
                backoff.reset();
            }
        } catch (StaleAttemptException e) {
            lease.revoke("the service has withdrawn it (" + e.getMessage() + ")");
        } catch (RuntimeException e) {
            if (ApiErrors.isRefusal(e)) {
                log.error("The service rejected the events of attempt {}; stopping it", lease.attempt(), e);
                lease.revoke("the service rejected its events");
                return;
            }
            if (!backoff.failing()) {
                log.warn(
                        "Events of attempt {} cannot be delivered at the moment; retrying: {}",
                        lease.attempt(),
                        e.toString());
            }
            lease.pause(backoff.next());
        }
    }

    /** Waits for an event and collects further ones for a while; returns an empty list when there will be none. */
    private synchronized List<SequencedEvent> gather() {
        try {
            while (pending.isEmpty() && !closed) {
                wait();
            }
            boolean silent = System.nanoTime() - gathered >= 2 * LONGEST_GATHERING.toNanos();
            Duration longer = gathering.multipliedBy(2);
            gathering =
                    silent ? SHORTEST_GATHERING : longer.compareTo(LONGEST_GATHERING) < 0 ? longer : LONGEST_GATHERING;
            long until = System.nanoTime() + gathering.toNanos();
            long left = gathering.toNanos();
            while (left > 0 && !closed && !pending.isEmpty()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = until - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lease.revoke("its thread was interrupted");
        }
        gathered = System.nanoTime();
        return pending.stream().limit(LARGEST_REPORT).toList();
    }

    private synchronized void forget(long acknowledged) {
        while (!pending.isEmpty() && pending.getFirst().sequence() <= acknowledged) {
            pending.removeFirst();
        }
    }
}
