package dev.backspike.engine;

import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.network.Network;

/**
 * Samples to be run together.
 *
 * @param samples indices into {@code data}; not copied, not changed
 */
public record Batch(Dataset data, int[] samples) {

    public int size() {
        return samples.length;
    }

    /** The blocks by which the batch is summed. */
    public Blocks blocks() {
        return new Blocks(size());
    }

    /** @throws IllegalArgumentException if the data's inputs are not those of the network */
    public void requireOf(Network network) {
        if (data.units() != network.input().size()) {
            throw new IllegalArgumentException("the data has " + data.units() + " units, the input population "
                    + network.input().size());
        }
    }
}
