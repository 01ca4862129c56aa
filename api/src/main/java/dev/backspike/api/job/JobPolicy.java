package dev.backspike.api.job;

import dev.backspike.common.spec.CheckpointSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.RetrySpec;

/**
 * The part of a specification that the service needs while a job runs, stored so that it can be read without the rest.
 */
public record JobPolicy(CheckpointSpec checkpoint, RetrySpec retry) {

    static JobPolicy of(JobSpec resolved) {
        return new JobPolicy(resolved.training().checkpoint(), resolved.retry());
    }
}
