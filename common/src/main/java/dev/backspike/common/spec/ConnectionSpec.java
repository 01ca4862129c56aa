package dev.backspike.common.spec;

/**
 * Connection between two populations. There may be several between the same two, with different time constants, delays
 * or synapses.
 *
 * @param from presynaptic population
 * @param to postsynaptic population; may equal {@code from} (recurrent)
 * @param tauSyn synaptic time constant in ms; if individual, one per postsynaptic neuron
 * @param delay from a spike to its arrival in ms; if individual, one per synapse
 */
public record ConnectionSpec(
        String from,
        String to,
        ParameterSpec tauSyn,
        InitialiserSpec weight,
        ConnectivitySpec connectivity,
        ParameterSpec delay) {

    /** Dense and without delay. */
    public ConnectionSpec(String from, String to, double tauSyn, InitialiserSpec weight) {
        this(from, to, ParameterSpec.fixed(tauSyn), weight, new ConnectivitySpec.Dense(), ParameterSpec.fixed(0));
    }
}
