package dev.backspike.engine.inspection;

import dev.backspike.common.spec.JobSpec;

/**
 * What a specification amounts to.
 *
 * @param resolved the specification with every default filled in
 * @param parameters number of trainable values
 */
public record Inspection(JobSpec resolved, long parameters) {}
