package dev.backspike.common.protocol;

/**
 * @param acknowledged highest sequence number stored; the worker may forget everything up to it
 * @param cancel whether the attempt should stop and report {@link AttemptEvent.Cancelled}
 */
public record ReportResponse(long acknowledged, boolean cancel) {}
