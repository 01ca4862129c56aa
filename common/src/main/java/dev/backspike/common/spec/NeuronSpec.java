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

    /** A neuron whose voltage leaks: tauMem dV/dt = -V + I. */
    sealed interface Leaky extends NeuronSpec {

        /** If individual, one per neuron. */
        ParameterSpec tauMem();
    }

    /**
     * Leaky integrate-and-fire with exponential synapses: tauMem dV/dt = -V + I; at vThresh a spike and V := vReset.
     *
     * @param refractory for how long after a spike V stays at vReset, ms; currents go on
     */
    record Lif(ParameterSpec tauMem, double vThresh, double vReset, double refractory) implements Leaky {

        /** The same time constant for all, and no refractory time. */
        public Lif(double tauMem, double vThresh, double vReset) {
            this(ParameterSpec.fixed(tauMem), vThresh, vReset, 0);
        }

        @Override
        public String type() {
            return "lif";
        }
    }

    /** Leaky integrator: the same without threshold; read out by its voltage. */
    record Li(ParameterSpec tauMem) implements Leaky {

        /** The same time constant for all. */
        public Li(double tauMem) {
            this(ParameterSpec.fixed(tauMem));
        }

        @Override
        public String type() {
            return "li";
        }
    }
}
