package dev.backspike.engine.network;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Neurons of one kind.
 *
 * @param index position in {@link Network#populations()}
 * @param shape places of the neurons; null if they have none
 */
public record Population(
        int index,
        String name,
        NeuronSpec neuron,
        int size,
        @Nullable Shape shape) {

    /** Without places. */
    public Population(int index, String name, NeuronSpec neuron, int size) {
        this(index, name, neuron, size, null);
    }

    /** @throws IllegalStateException if the neurons have no places; connections that need them are refused before */
    Shape requireShape() {
        if (shape == null) {
            throw new IllegalStateException(name + " has no shape");
        }
        return shape;
    }

    /** Whether these neurons emit spikes of their own (inputs emit the data's). */
    public boolean spiking() {
        return neuron.spiking();
    }

    /**
     * Membrane time constant, ms; if individual, {@code [size]}.
     *
     * @throws IllegalArgumentException for inputs, which have no membrane
     */
    public ParameterSpec tauMem() {
        if (neuron instanceof NeuronSpec.Leaky leaky) {
            return leaky.tauMem();
        }
        throw new IllegalArgumentException(name + " has no membrane");
    }
}
