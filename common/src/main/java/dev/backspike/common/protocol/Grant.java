package dev.backspike.common.protocol;

import dev.backspike.common.spec.JobSpec;

/**
 * An attempt given to a worker.
 *
 * @param spec the resolved specification
 */
public record Grant(AttemptId attempt, JobSpec spec) {}
