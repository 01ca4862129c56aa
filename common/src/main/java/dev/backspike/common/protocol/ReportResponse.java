package dev.backspike.common.protocol;

/**
 * The response to a {@link Report}.
 *
 * @param acknowledged highest sequence number stored; the worker may discard all events up to it
 * @param command what the attempt must do
 */
public record ReportResponse(long acknowledged, Command command) {}
