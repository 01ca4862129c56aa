package dev.backspike.api.event;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The details of one type of events, where another table holds them anyway: the event stores a reference to them, and
 * its payload is completed when it is read.
 */
public interface EventDetails {

    EventType type();

    /**
     * The complete payloads of some events.
     *
     * @param events of this type and of one job, in order
     * @return by sequence number; without those that have been deleted with the job since
     */
    Map<Long, JsonNode> payloads(String jobId, List<Reference> events);

    /**
     * An event as it is stored.
     *
     * @param seq see {@link EventLog#append}
     * @param payload what was given to {@link EventLog#append}
     */
    record Reference(long seq, int attempt, JsonNode payload) {}
}
