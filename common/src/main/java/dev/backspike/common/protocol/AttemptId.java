package dev.backspike.common.protocol;

import dev.backspike.common.id.JobId;

/**
 * Identifies an attempt: one execution of a job.
 *
 * @param number counts from 1 within the job; it is also the fencing token: only the attempt with the highest number
 *     may write
 */
public record AttemptId(JobId jobId, int number) {

    /** Such as {@code 2 of job j01m8qrsk4emzafaxgh}, after the word attempt. */
    @Override
    public String toString() {
        return number + " of job " + jobId;
    }
}
