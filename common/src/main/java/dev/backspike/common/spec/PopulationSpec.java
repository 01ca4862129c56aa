package dev.backspike.common.spec;

import org.jspecify.annotations.Nullable;

/**
 * Neurons of one kind.
 *
 * @param neuron the neuron model
 * @param size number of neurons; may be left out where the data set decides (input and readout), and is never null in a
 *     resolved specification
 */
public record PopulationSpec(NeuronSpec neuron, @Nullable Integer size) {

    public PopulationSpec withSize(int resolved) {
        return new PopulationSpec(neuron, resolved);
    }
}
