package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

        /** The membrane time constant; one per neuron if it is individual. */
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

    /**
     * A neuron model given by its equations. A name in an expression is a state, an input or a parameter; times are in
     * ms. The first state is the one that losses read, and the one that a refractory neuron keeps at its reset value.
     *
     * @param state initial value of each state: a number, or an expression of parameters
     * @param inputs names of the input currents, each the sum of the synaptic currents of the connections that name it
     *     as their receptor
     * @param parameters a shared value, or one per neuron; learnable ones have exact gradients
     * @param dynamics derivative of each state by time, per ms: an expression of states, inputs and parameters
     * @param threshold an expression of states and parameters; when it rises to 0, the neuron spikes. Without it, the
     *     neuron never spikes
     * @param reset value after a spike of each state that a spike changes: an expression of the states just before the
     *     spike and of parameters
     * @param refractory how long after a spike the first state keeps its reset value and the neuron cannot spike, ms;
     *     other states and currents continue
     */
    record Equations(
            Map<String, String> state,
            List<String> inputs,
            Map<String, ParameterSpec> parameters,
            Map<String, String> dynamics,
            @Nullable String threshold,
            Map<String, String> reset,
            double refractory)
            implements NeuronSpec {

        public Equations {
            state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
            inputs = List.copyOf(inputs);
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
            dynamics = Collections.unmodifiableMap(new LinkedHashMap<>(dynamics));
            reset = Collections.unmodifiableMap(new LinkedHashMap<>(reset));
        }

        @Override
        public String type() {
            return "equations";
        }
    }

    /** Whether neurons of this model emit spikes of their own; inputs emit those of the data. */
    default boolean spiking() {
        return switch (this) {
            case Input _, Li _ -> false;
            case Lif _ -> true;
            case Equations equations -> equations.threshold() != null;
        };
    }
}
