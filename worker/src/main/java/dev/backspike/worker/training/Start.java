package dev.backspike.worker.training;

import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Tensor;
import java.util.List;

/** Where a training starts. */
public sealed interface Start {

    /** With values drawn as the specification says. */
    record Drawn() implements Start {}

    /**
     * With a model's values, and fresh moments: a warm start.
     *
     * @param parameters a tensor for each of {@link Network#parameters()}, in any order and precision
     */
    record Model(List<Tensor> parameters) implements Start {}

    /** Where another attempt was. */
    record Resumed(Checkpoint checkpoint) implements Start {}
}
