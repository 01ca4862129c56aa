package dev.backspike.api.clock;

import java.time.Instant;

/**
 * The clock of the database was set back. Times that were stored before may lie further ahead than anything waits, so
 * that whoever waits for a stored time brings it forward. Published once per jump, within a transaction.
 *
 * @param now the time after the jump
 */
public record ClockWentBack(Instant now) {}
