package dev.backspike.common.protocol;

import dev.backspike.common.id.WorkerName;
import java.util.List;

/**
 * Reports events of one attempt, in order.
 *
 * @param rank of the replica that reports. Rank 0 reports for its gang; another may only say that the attempt has
 *     failed or is handed back, where rank 0 cannot, or ask, without an event, whether the attempt still runs
 */
public record Report(WorkerName worker, AttemptId attempt, int rank, List<SequencedEvent> events) {

    public Report {
        events = List.copyOf(events);
    }

    /** A report of rank 0. */
    public Report(WorkerName worker, AttemptId attempt, List<SequencedEvent> events) {
        this(worker, attempt, 0, events);
    }
}
