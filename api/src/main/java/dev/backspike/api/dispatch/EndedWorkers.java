package dev.backspike.api.dispatch;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerMemory;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends the attempts of a worker whose parent, the service or a supervisor, knows that its process has ended: they need
 * not wait for their leases to end. {@link Suspicions} finds out which of several jobs has caused it.
 */
@Component
public class EndedWorkers {

    private static final Logger log = LoggerFactory.getLogger(EndedWorkers.class);

    private final CurrentCaller caller;
    private final Attempts attempts;
    private final Leases leases;
    private final Workers workers;
    private final Reporting reporting;
    private final Suspicions suspicions;
    private final Wakeups wakeups;
    private final Clock clock;

    EndedWorkers(
            CurrentCaller caller,
            Attempts attempts,
            Leases leases,
            Workers workers,
            Reporting reporting,
            Suspicions suspicions,
            Wakeups wakeups,
            Clock clock) {
        this.caller = caller;
        this.attempts = attempts;
        this.leases = leases;
        this.workers = workers;
        this.reporting = reporting;
        this.suspicions = suspicions;
        this.wakeups = wakeups;
        this.clock = clock;
    }

    /**
     * Ends each attempt that is leased to the worker under the identity of the caller.
     *
     * @param end why the worker ended
     */
    public void failAttempts(WorkerName worker, EndOfWorker end) {
        FailureCode code = end.code();
        String message = end.message();
        List<Leases.Held> left = leases.openOf(worker, caller.name());
        List<AttemptId> running =
                left.stream().map(Leases.Held::attempt).distinct().toList();
        if (running.isEmpty()) {
            return;
        }
        Optional<Long> heap = workers.find(worker.text()).map(Worker::memory).map(WorkerMemory::heapBytes);
        boolean fault = code.kind() == FailureKind.INFRASTRUCTURE || code == FailureCode.DEVICE_LOST;
        boolean causedByAJob = !fault && heap.isPresent();
        if (causedByAJob && running.size() > 1) {
            suspicions.arise(running, heap.get(), message);
        } else {
            FailureKind certain = fault || running.size() == 1 ? code.kind() : FailureKind.INFRASTRUCTURE;
            // An attempt of which the worker had several replicas ends with the first.
            left.forEach(held -> fail(held, worker, new AttemptEvent.Failed(certain, code, message)));
            if (causedByAJob) {
                suspicions.confirm(running.getFirst().jobId(), heap.get());
            }
        }
        wakeups.raise(Wakeups.QUEUE);
    }

    /** Reports it on behalf of the worker. */
    private void fail(Leases.Held held, WorkerName worker, AttemptEvent.Failed why) {
        long acknowledged = held.rank() == Replica.LEAD
                ? attempts.find(held.attempt()).map(Attempt::acknowledged).orElse(0L)
                : 0;
        SequencedEvent failed = new SequencedEvent(acknowledged + 1, clock.instant(), why);
        try {
            reporting.store(new Report(worker, held.attempt(), held.rank(), List.of(failed)));
        } catch (StaleAttemptException e) {
            log.info("attempt {} had ended before its worker: {}", held.attempt(), e.getMessage());
        }
    }
}
