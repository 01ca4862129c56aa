package dev.backspike.common.protocol;

import dev.backspike.common.id.WorkerName;
import java.util.List;

/** Reports events of one attempt, in order. */
public record Report(WorkerName worker, AttemptId attempt, List<SequencedEvent> events) {

    public Report {
        events = List.copyOf(events);
    }
}
