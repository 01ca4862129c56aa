package dev.backspike.api.dispatch;

import dev.backspike.api.wakeup.Wakeups;
import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends the attempts of a worker of which the service knows, as its parent, that its process has ended: they need not
 * wait for their leases to end.
 */
@Component
public class EndedWorkers {

    private static final Logger log = LoggerFactory.getLogger(EndedWorkers.class);

    private final Attempts attempts;
    private final Leases leases;
    private final Reporting reporting;
    private final Wakeups wakeups;
    private final Clock clock;

    EndedWorkers(Attempts attempts, Leases leases, Reporting reporting, Wakeups wakeups, Clock clock) {
        this.attempts = attempts;
        this.leases = leases;
        this.reporting = reporting;
        this.wakeups = wakeups;
        this.clock = clock;
    }

    /**
     * Reports, on behalf of the worker, that each of its attempts has failed.
     *
     * @param code why the worker ended; if it ran several attempts, the service cannot know which of them caused the
     *     end, so that each counts as a failure of infrastructure
     * @param message text for users
     */
    public void failAttempts(WorkerName worker, FailureCode code, String message) {
        // An attempt of which the worker had several replicas ends with the first.
        List<Leases.Held> left = leases.open().stream()
                .filter(held -> held.worker().equals(worker.text()))
                .toList();
        FailureKind certain = left.size() == 1 ? code.kind() : FailureKind.INFRASTRUCTURE;
        for (Leases.Held held : left) {
            long acknowledged = held.rank() == Replica.LEAD
                    ? attempts.find(held.attempt()).map(Attempt::acknowledged).orElse(0L)
                    : 0;
            SequencedEvent failed = new SequencedEvent(
                    acknowledged + 1, clock.instant(), new AttemptEvent.Failed(certain, code, message));
            try {
                reporting.store(new Report(worker, held.attempt(), held.rank(), List.of(failed)));
            } catch (StaleAttemptException e) {
                log.info("attempt {} had ended before its worker: {}", held.attempt(), e.getMessage());
            }
        }
        if (!left.isEmpty()) {
            wakeups.raise(Wakeups.QUEUE);
        }
    }
}
