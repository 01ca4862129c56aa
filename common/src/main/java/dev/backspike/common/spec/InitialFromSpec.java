package dev.backspike.common.spec;

/**
 * A warm start.
 *
 * @param job id of a job that has succeeded; its network must have the same parameters, by name and shape
 */
public record InitialFromSpec(String job) {}
