package dev.backspike.common.protocol;

/**
 * @param acknowledged highest sequence number stored; the worker may forget everything up to it
 * @param command what the attempt should do
 */
public record ReportResponse(long acknowledged, Command command) {}
