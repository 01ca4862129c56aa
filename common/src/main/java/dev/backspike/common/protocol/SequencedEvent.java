package dev.backspike.common.protocol;

import dev.backspike.common.event.AttemptEvent;
import java.time.Instant;

/**
 * @param sequence counts from 1 within the attempt, without gaps
 * @param at the worker's clock; for display only
 */
public record SequencedEvent(long sequence, Instant at, AttemptEvent event) {}
