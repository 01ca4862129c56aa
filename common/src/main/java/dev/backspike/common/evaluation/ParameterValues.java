package dev.backspike.common.evaluation;

/**
 * The values of a parameter of a network.
 *
 * @param name such as {@code input->hidden.weight}
 * @param count of values; weights of absent synapses are left out
 * @param mean of the values
 * @param sd their standard deviation
 * @param histogram how they are distributed
 */
public record ParameterValues(String name, int count, double mean, double sd, Histogram histogram) {}
