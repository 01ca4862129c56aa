package dev.backspike.engine.network;

import java.util.List;

/**
 * The state from which training starts.
 *
 * @param parameters a tensor for each of {@link Network#parameters()}, in its order
 * @param synapses by connection
 */
public record InitialState(List<Tensor.F64> parameters, List<Synapses> synapses) {}
