package dev.backspike.engine.network;

import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;

/** Neurons of one kind; {@code index} is the position in {@link Network#populations()}. */
public record Population(int index, String name, NeuronSpec neuron, int size) {

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
