package dev.backspike.api.job;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;

/** The uploaded files that jobs name. */
public interface InputFiles {

    /**
     * Completes every reference with the checksum of the content that it means now.
     *
     * @throws InvalidSpecException if a file does not exist, or has another content than the specification asks for
     */
    JobSpec fix(JobSpec spec);

    /**
     * Keeps the files of a new job from being deleted until it has ended, in the caller's transaction, which has stored
     * the job.
     *
     * @param spec from {@link #fix}
     * @throws InvalidSpecException if a file has been deleted since
     */
    void use(String jobId, JobSpec spec);
}
