package dev.backspike.common.spec;

/**
 * What the api asks of the numerics before it accepts a job: does the specification fit its data, and what are the
 * defaults? Implemented by the worker module, so that the api needs to know neither data formats nor engines.
 */
public interface JobInspector {

    /**
     * Fills in everything that depends on the data set.
     *
     * @throws InvalidSpecException if the data set is missing, damaged or does not fit the network
     */
    Inspection inspect(JobSpec spec);
}
