package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A parameter of neurons or synapses, such as a time constant or a delay in ms: one number for all, or an individual
 * value for each neuron or synapse, which training may change.
 *
 * @param initial the initial values
 * @param learnable whether training changes them
 * @param learningRateFactor factor of the optimiser's learning rate for these values
 * @param min lower bound of the values, when they are drawn and after each update
 * @param max upper bound of the values, likewise
 */
public record ParameterSpec(
        InitialiserSpec initial, boolean learnable, double learningRateFactor, double min, double max) {

    /** A fixed value that all neurons or synapses share. */
    public static ParameterSpec fixed(double value) {
        return new ParameterSpec(new InitialiserSpec.Constant(value), false, 1, value, value);
    }

    /** Whether each neuron or synapse has a value of its own. */
    public boolean individual() {
        return learnable || !(initial instanceof InitialiserSpec.Constant);
    }

    /**
     * The value that all share.
     *
     * @throws IllegalStateException if they are {@link #individual()}
     */
    public double value() {
        if (!individual() && initial instanceof InitialiserSpec.Constant constant) {
            return constant.value();
        }
        throw new IllegalStateException("the values are individual: " + this);
    }

    /** A shared value is written as a number. */
    @JsonValue
    Object json() {
        if (!individual()) {
            return value();
        }
        return new Individual(initial, learnable, learningRateFactor, min, max);
    }

    /** The long form. */
    private record Individual(
            InitialiserSpec initial, boolean learnable, double learningRateFactor, double min, double max) {}
}
