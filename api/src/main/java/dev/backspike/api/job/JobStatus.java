package dev.backspike.api.job;

import dev.backspike.common.spec.ReplicasSpec;

/**
 * @param attempt number of the latest attempt, 0 before the first
 * @param device what the job asks for, such as {@code cuda}
 * @param replicas how many replicas an attempt may have
 * @param estimatedBytes memory that each of them needs at least
 */
public record JobStatus(JobState state, int attempt, String device, ReplicasSpec replicas, long estimatedBytes) {

    /** Whether an attempt runs, or is the one that runs next. */
    public boolean needs(int number) {
        return switch (state) {
            case RUNNING -> attempt == number;
            case QUEUED -> attempt + 1 == number;
            case PAUSED, RETRY_WAIT, SUCCEEDED, FAILED, CANCELLED -> false;
        };
    }
}
