package dev.backspike.api.event;

import java.time.Instant;
import java.util.Map;

/**
 * Published within the transaction in which a job changes, for those who have to write more with it.
 *
 * @param type one that {@link EventType#isOfJob is of the job}
 */
public record JobHappened(String jobId, long seq, int attempt, EventType type, Instant at, Map<String, ?> payload) {}
