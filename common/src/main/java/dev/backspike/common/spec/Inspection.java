package dev.backspike.common.spec;

/**
 * What a specification amounts to.
 *
 * @param resolved the specification with every default filled in
 * @param parameters number of trainable values
 */
public record Inspection(JobSpec resolved, long parameters) {}
