package dev.backspike.common.protocol;

import dev.backspike.common.event.AttemptEvent;
import java.time.Instant;

/**
 * An event with its position among those of the attempt.
 *
 * @param sequence counts from 1 within the attempt, without gaps
 * @param at time of the worker's clock; for display only
 */
public record SequencedEvent(long sequence, Instant at, AttemptEvent event) {}
