package dev.backspike.api.event;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to a job. What {@link EventType#isOfJob is of the job itself} is published as a Spring event
 * within the transaction of the change, so that listeners can write in the same transaction.
 *
 * @param owner the owner of the job
 * @param seq see {@link EventLog#append}
 * @param attempt number of the job's latest attempt, 0 before the first
 */
public record RecordedEvent(
        String jobId, String owner, long seq, int attempt, EventType type, Instant at, Map<String, ?> payload) {}
