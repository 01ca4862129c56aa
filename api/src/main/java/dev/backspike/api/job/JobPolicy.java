package dev.backspike.api.job;

import dev.backspike.common.spec.CheckpointSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.RetrySpec;

/**
 * The part of a specification that decides what happens to a running job, stored so that it is read without the rest.
 */
public record JobPolicy(CheckpointSpec checkpoint, RetrySpec retry) {

    static JobPolicy of(JobSpec resolved) {
        return new JobPolicy(resolved.training().checkpoint(), resolved.retry());
    }
}
