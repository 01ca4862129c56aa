package dev.backspike.api.job;

/**
 * @param attempt number of the latest attempt, 0 before the first
 * @param device what the job asks for, such as {@code cuda}
 */
public record JobStatus(JobState state, int attempt, String device) {}
