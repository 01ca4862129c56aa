package dev.backspike.engine.training;

import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.util.List;

/** Where a training starts. */
public sealed interface Start {

    /** With the values that the specification says: drawn, or those of a file. */
    record Specified() implements Start {}

    /**
     * With the values of another job's model, and fresh moments: a warm start.
     *
     * @param parameters a tensor for each of {@link Network#parameters()}, in any order and precision
     */
    record Model(List<Tensor> parameters) implements Start {}

    /** Where another attempt was. */
    record Resumed(Checkpoint checkpoint) implements Start {}
}
