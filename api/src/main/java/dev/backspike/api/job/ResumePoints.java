package dev.backspike.api.job;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.JobId;

/** Finds the point at which a job's next attempt begins: the usable checkpoint with the most steps. */
public interface ResumePoints {

    /**
     * Makes the next attempt begin at a checkpoint, in the caller's transaction, which holds the lock of the job.
     *
     * @param checkpoint its number; 0 for the beginning
     * @throws ProblemException if the job has no such checkpoint
     */
    void goBackTo(LockedJob job, int checkpoint);

    StartingPoint next(JobId jobId);
}
