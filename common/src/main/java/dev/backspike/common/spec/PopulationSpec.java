package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Neurons of one kind.
 *
 * @param neuron the neuron model
 * @param size number of neurons; may be left out where the data set decides (input and readout), and is never null in a
 *     resolved specification
 * @param shape places of the neurons, for connections that need them
 */
public record PopulationSpec(
        NeuronSpec neuron,
        @Nullable Integer size,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Shape shape) {

    /** Without places. */
    public PopulationSpec(NeuronSpec neuron, @Nullable Integer size) {
        this(neuron, size, null);
    }

    public PopulationSpec withSize(int resolved) {
        return new PopulationSpec(neuron, resolved, shape);
    }
}
