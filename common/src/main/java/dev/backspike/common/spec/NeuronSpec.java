package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A neuron model. */
public sealed interface NeuronSpec {

    @JsonProperty("type")
    String type();

    /** Emits the spikes of the data. */
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
     * Leaky integrate-and-fire neuron with exponential synapses: tauMem dV/dt = -V + I; when V reaches vThresh, the
     * neuron spikes and V is set to vReset.
     *
     * @param tauMem membrane time constant, ms; a shared value, or one per neuron
     * @param vThresh threshold
     * @param vReset voltage after a spike; less than vThresh
     * @param refractory how long V stays at vReset after a spike, ms; currents continue
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

    /**
     * Leaky integrator: the same without a threshold; read out by its voltage.
     *
     * @param tauMem membrane time constant, ms; a shared value, or one per neuron
     */
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
