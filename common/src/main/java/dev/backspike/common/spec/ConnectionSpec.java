package dev.backspike.common.spec;

/**
 * Dense connection between two populations.
 *
 * @param from presynaptic population
 * @param to postsynaptic population; may equal {@code from} (recurrent)
 * @param tauSyn synaptic time constant in ms
 */
public record ConnectionSpec(String from, String to, double tauSyn, InitialiserSpec weight) {}
