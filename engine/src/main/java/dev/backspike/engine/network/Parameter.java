package dev.backspike.engine.network;

import dev.backspike.common.spec.ParameterSpec;

/**
 * An array of the network with a value for each synapse or neuron: all weights, and the delays and time constants that
 * are individual. Shared ones are constants of their {@link Connection} or {@link Population} instead.
 *
 * @param owner index of the connection, or for TAU_MEM and NEURON of the population
 * @param name unique in the network; names the tensor in models and checkpoints
 * @param shape of the row-major array
 * @param learnable whether training changes it
 * @param learningRateFactor what the learning rate is multiplied by for it
 * @param min values are kept at or above, when drawn and after each update; likewise {@code max}
 */
public record Parameter(
        Kind kind,
        int owner,
        String name,
        int[] shape,
        boolean learnable,
        double learningRateFactor,
        double min,
        double max) {

    /** What the values are. */
    public enum Kind {
        /** {@link Connection#weightShape()}. */
        WEIGHT,
        /** ms, {@code [from][to]}. */
        DELAY,
        /** ms, {@code [to]}. */
        TAU_SYN,
        /** ms, {@code [neuron]}. */
        TAU_MEM,
        /** A parameter of a neuron model's equations, {@code [neuron]}; {@link #name} says which. */
        NEURON
    }

    static Parameter weight(Connection c) {
        return new Parameter(
                Kind.WEIGHT,
                c.index(),
                c.weightName(),
                c.weightShape(),
                c.learnsWeights(),
                1,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY);
    }

    static Parameter delay(Connection c) {
        return of(
                Kind.DELAY, c.index(), c.name() + ".delay", c.delay(), c.from().size(), c.to().size());
    }

    static Parameter tauSyn(Connection c) {
        return of(Kind.TAU_SYN, c.index(), c.name() + ".tauSyn", c.tauSyn(), c.to().size());
    }

    static Parameter tauMem(Population p, ParameterSpec tauMem) {
        return of(Kind.TAU_MEM, p.index(), p.name() + ".tauMem", tauMem, p.size());
    }

    static Parameter neuron(Population p, String parameter, ParameterSpec spec) {
        return of(Kind.NEURON, p.index(), neuronName(p, parameter), spec, p.size());
    }

    /** How the individual values of a parameter of a population's equations are named. */
    public static String neuronName(Population p, String parameter) {
        return p.name() + "." + parameter;
    }

    private static Parameter of(Kind kind, int owner, String name, ParameterSpec spec, int... shape) {
        return new Parameter(
                kind, owner, name, shape, spec.learnable(), spec.learningRateFactor(), spec.min(), spec.max());
    }

    /** Number of values. */
    public int size() {
        int size = 1;
        for (int extent : shape) {
            size = Math.multiplyExact(size, extent);
        }
        return size;
    }
}
