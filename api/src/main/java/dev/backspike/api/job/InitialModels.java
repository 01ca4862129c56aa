package dev.backspike.api.job;

import dev.backspike.common.id.JobId;
import dev.backspike.common.json.InvalidSpecException;

/** The models of other jobs that jobs with a warm start begin with. */
public interface InitialModels {

    /** @throws InvalidSpecException if that job has no model */
    void check(JobId fromJob);

    /**
     * Copies the model for a new job, in the caller's transaction, so that the other job may be deleted.
     *
     * @throws InvalidSpecException if that job has no model
     */
    void adopt(JobId newJob, JobId fromJob);
}
