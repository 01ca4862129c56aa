package dev.backspike.engine.training;

import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.util.List;

/** The parameter values and moments from which a training starts. */
public sealed interface Start {

    /** Starts with the values of the specification: drawn, or from a file. */
    record Specified() implements Start {}

    /**
     * Starts with the values of another job's model and zero moments: a warm start.
     *
     * @param parameters a tensor for each of {@link Network#parameters()}, in any order and precision
     */
    record Model(List<Tensor> parameters) implements Start {}

    /** Resumes at another attempt's checkpoint. */
    record Resumed(Checkpoint checkpoint) implements Start {}
}
