package dev.backspike.engine.inspection;

import dev.backspike.common.file.DataReport;
import dev.backspike.common.spec.JobSpec;
import java.util.List;

/**
 * The questions that the service asks about a specification. {@link SpecInspector} answers in this process; the service
 * asks an {@link InspectionChild}.
 */
public interface JobInspector {

    /**
     * Fills in everything that depends on the data set; asked of every job before it is accepted.
     *
     * @throws InvalidSpecException if the data set, or the file of the model that the job begins with, is missing or
     *     damaged or does not fit the network
     */
    Inspection inspect(JobSpec spec);

    /**
     * Who speaks in the training data of a job, each once, in ascending order.
     *
     * @throws InvalidSpecException if the data cannot be read or do not say who speaks
     */
    List<Integer> speakers(JobSpec spec);

    /**
     * Counts what the data of a job hold and what of it the trials see; reads all samples.
     *
     * @param resolved as {@link #inspect} resolved it
     * @param examples samples of each part to show
     */
    DataReport data(JobSpec resolved, int examples);

    /**
     * Compares the gradients of a job's network with differences; takes seconds on one processor.
     *
     * @param resolved as {@link #inspect} resolved it
     * @throws InvalidSpecException if the network has no gradients to compare, such as one that spikes without bound
     */
    GradientReport checkGradients(JobSpec resolved);
}
