package dev.backspike.common.evaluation;

/**
 * How much a population spikes.
 *
 * @param name of the population
 * @param neurons how many it has
 * @param spikesPerNeuron mean number of spikes of a neuron in a trial
 * @param silent neurons without a spike in all trials together
 * @param histogram neurons by their mean number of spikes in a trial
 */
public record PopulationRates(String name, int neurons, double spikesPerNeuron, int silent, Histogram histogram) {}
