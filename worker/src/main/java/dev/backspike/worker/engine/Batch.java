package dev.backspike.worker.engine;

import dev.backspike.worker.dataset.Dataset;

/**
 * Samples to be run together.
 *
 * @param samples indices into {@code data}; not copied, not changed
 */
public record Batch(Dataset data, int[] samples) {

    public int size() {
        return samples.length;
    }
}
