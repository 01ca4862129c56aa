package dev.backspike.worker.engine;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.worker.network.Network;
import dev.backspike.worker.network.Tensor;
import java.util.List;

/**
 * What an engine is made from.
 *
 * @param initial the parameters' initial values in double precision, in the order of {@link Network#connections()};
 *     engines that compute in float round them, so that every engine starts from the same network
 * @param threads at least 1
 */
public record EngineOptions(
        Network network, LossSpec loss, OptimiserSpec optimiser, List<Tensor.F64> initial, int threads) {}
