package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A neuron model. Time constants in ms, voltages in units of the threshold's unit. */
public sealed interface NeuronSpec {

    @JsonProperty("type")
    String type();

    /** Emits the data's spikes. */
    record Input() implements NeuronSpec {
        @Override
        public String type() {
            return "input";
        }
    }

    /**
     * Leaky integrate-and-fire with exponential synapses: tauMem dV/dt = -V + I; at vThresh a spike and V := vReset.
     */
    record Lif(double tauMem, double vThresh, double vReset) implements NeuronSpec {
        @Override
        public String type() {
            return "lif";
        }
    }

    /** Leaky integrator: the same without threshold; read out by its voltage. */
    record Li(double tauMem) implements NeuronSpec {
        @Override
        public String type() {
            return "li";
        }
    }
}
