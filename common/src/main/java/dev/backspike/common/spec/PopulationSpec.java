package dev.backspike.common.spec;

import org.jspecify.annotations.Nullable;

/**
 * Neurons of one kind.
 *
 * @param size number of neurons; null in a submitted specification where the data set decides (input and readout),
 *     never null in a resolved one
 */
public record PopulationSpec(NeuronSpec neuron, @Nullable Integer size) {

    public PopulationSpec withSize(int resolved) {
        return new PopulationSpec(neuron, resolved);
    }
}
