package dev.backspike.api.job;

/** @param attempt number of the latest attempt, 0 before the first */
public record JobStatus(JobState state, int attempt) {}
