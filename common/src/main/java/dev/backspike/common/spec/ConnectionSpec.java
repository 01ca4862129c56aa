package dev.backspike.common.spec;

/**
 * A connection between two populations. There may be several between the same two, with different time constants,
 * delays or synapses.
 *
 * @param from presynaptic population
 * @param to postsynaptic population; may equal {@code from} (recurrent)
 * @param tauSyn synaptic time constant, ms; a shared value, or one per postsynaptic neuron
 * @param weight the initial weights
 * @param connectivity which neurons are connected
 * @param receptor the input of the postsynaptic neurons that the synaptic current adds to: {@code I}, or one of those
 *     that their equations name
 * @param delay time from a spike to its arrival, ms; a shared value, or one per synapse
 */
public record ConnectionSpec(
        String from,
        String to,
        ParameterSpec tauSyn,
        InitialiserSpec weight,
        ConnectivitySpec connectivity,
        ParameterSpec delay,
        String receptor) {

    /** The input of all neurons but those whose equations name others. */
    public static final String DEFAULT_RECEPTOR = "I";

    /** Into the default receptor. */
    public ConnectionSpec(
            String from,
            String to,
            ParameterSpec tauSyn,
            InitialiserSpec weight,
            ConnectivitySpec connectivity,
            ParameterSpec delay) {
        this(from, to, tauSyn, weight, connectivity, delay, DEFAULT_RECEPTOR);
    }

    /** Dense and without delay. */
    public ConnectionSpec(String from, String to, double tauSyn, InitialiserSpec weight) {
        this(from, to, ParameterSpec.fixed(tauSyn), weight, new ConnectivitySpec.Dense(), ParameterSpec.fixed(0));
    }
}
