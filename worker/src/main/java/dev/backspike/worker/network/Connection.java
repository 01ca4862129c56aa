package dev.backspike.worker.network;

import dev.backspike.common.spec.InitialiserSpec;

/**
 * Dense connection. Its weights are a row-major {@code [from.size][to.size]} array: the row of a presynaptic neuron is
 * contiguous, so that a spike adds one row.
 *
 * @param index position in {@link Network#connections()}
 * @param tauSyn synaptic time constant, ms
 */
public record Connection(int index, Population from, Population to, double tauSyn, InitialiserSpec weight) {

    /** Name of the weight tensor in models and checkpoints. */
    public String weightName() {
        return from.name() + "->" + to.name() + ".weight";
    }

    public int weights() {
        return Math.multiplyExact(from.size(), to.size());
    }
}
