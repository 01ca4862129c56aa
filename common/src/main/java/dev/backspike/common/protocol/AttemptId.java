package dev.backspike.common.protocol;

import dev.backspike.common.id.JobId;

/**
 * One try of a job.
 *
 * @param number counts from 1; also the fencing token: the highest number of a job is the only one that may write
 */
public record AttemptId(JobId jobId, int number) {}
