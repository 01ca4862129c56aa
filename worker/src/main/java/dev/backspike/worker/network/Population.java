package dev.backspike.worker.network;

import dev.backspike.common.spec.NeuronSpec;

/** Neurons of one kind; {@code index} is the position in {@link Network#populations()}. */
public record Population(int index, String name, NeuronSpec neuron, int size) {

    /** Whether these neurons emit spikes of their own (inputs emit the data's). */
    public boolean spiking() {
        return neuron instanceof NeuronSpec.Lif;
    }
}
