package dev.backspike.common.protocol;

import java.util.List;

/** Events of one attempt, in order. */
public record Report(String worker, AttemptId attempt, List<SequencedEvent> events) {

    public Report {
        events = List.copyOf(events);
    }
}
