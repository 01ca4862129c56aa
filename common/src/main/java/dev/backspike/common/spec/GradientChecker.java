package dev.backspike.common.spec;

/** Checks gradients for the api. Implemented by the worker module, like {@link JobInspector}. */
public interface GradientChecker {

    /**
     * Compares the gradients of a job's network with differences; takes seconds on one processor.
     *
     * @param resolved as {@link JobInspector#inspect} resolved it
     * @throws InvalidSpecException if the network has no gradients to compare, such as one that spikes without bound
     */
    GradientReport check(JobSpec resolved);
}
