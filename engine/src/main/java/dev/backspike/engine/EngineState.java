package dev.backspike.engine;

import dev.backspike.engine.network.Tensor;
import java.util.List;

/**
 * The parameters and moments of an engine, from which it can continue.
 *
 * @param parameters as {@link Engine#parameters()}
 * @param moments of the optimiser, named {@code m.<parameter>} and {@code v.<parameter>}, of the learnable parameters,
 *     as far as the optimiser has any
 * @param updates made so far
 */
public record EngineState(List<Tensor> parameters, List<Tensor> moments, long updates) {}
