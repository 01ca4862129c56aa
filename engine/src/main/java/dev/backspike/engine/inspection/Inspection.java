package dev.backspike.engine.inspection;

import dev.backspike.common.spec.JobSpec;

/**
 * The result of inspecting a specification.
 *
 * @param resolved the specification with every default filled in
 * @param parameters number of trainable values
 * @param memoryBytes what training holds at least: data, parameters with their gradients and moments, and the traces of
 *     a thread (clock solver) or of a batch's input spikes (event solver); not what hidden neurons' spikes add, which
 *     is not known beforehand
 */
public record Inspection(JobSpec resolved, long parameters, long memoryBytes) {}
