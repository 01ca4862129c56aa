package dev.backspike.common.spec;

import dev.backspike.common.id.JobId;

/** A warm start: training begins with the values of an existing model, either of a job or from a file. */
public sealed interface InitialFromSpec {

    /**
     * The model of another job of the service.
     *
     * @param job id of a job that has succeeded; its network must have the same parameters, by name and shape
     */
    record OfJob(JobId job) implements InitialFromSpec {}

    /**
     * A model in a file.
     *
     * @param file safetensors or NIR, named like a data file; it must have the network's parameters, by name and shape
     */
    record OfFile(String file) implements InitialFromSpec {}
}
