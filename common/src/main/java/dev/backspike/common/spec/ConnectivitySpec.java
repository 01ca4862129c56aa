package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which neurons of two populations a connection connects. */
public sealed interface ConnectivitySpec {

    @JsonProperty("type")
    String type();

    /** Each neuron with each. */
    record Dense() implements ConnectivitySpec {
        @Override
        public String type() {
            return "dense";
        }
    }

    /**
     * Each pair of neurons with the same probability, independently of all others.
     *
     * @param probability of a synapse
     */
    record FixedProbability(double probability) implements ConnectivitySpec {
        @Override
        public String type() {
            return "fixed-probability";
        }
    }

    /** Neuron n with neuron n; both populations have the same size. */
    record OneToOne() implements ConnectivitySpec {
        @Override
        public String type() {
            return "one-to-one";
        }
    }
}
