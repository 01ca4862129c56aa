package dev.backspike.api.job;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;

/** Where a job's next attempt will go on: at the usable checkpoint with the most steps. */
public interface ResumePoints {

    /**
     * Makes a checkpoint that one, in the caller's transaction, which holds the job.
     *
     * @param checkpoint its number; 0 for the beginning
     * @throws ProblemException if the job has no such checkpoint
     */
    void goBackTo(LockedJob job, int checkpoint);

    /** For people: {@code checkpoint 3 (epoch 12)}, {@code the beginning}. */
    String describe(JobId jobId);
}
