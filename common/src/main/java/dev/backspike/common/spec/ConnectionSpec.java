package dev.backspike.common.spec;

/**
 * Connection between two populations. There may be several between the same two, with different time constants, delays
 * or synapses.
 *
 * @param from presynaptic population
 * @param to postsynaptic population; may equal {@code from} (recurrent)
 * @param tauSyn synaptic time constant, ms; a shared value, or one per postsynaptic neuron
 * @param weight how the weights start
 * @param connectivity which neurons are connected
 * @param delay time from a spike to its arrival, ms; a shared value, or one per synapse
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
