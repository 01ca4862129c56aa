package dev.backspike.common.spec;

import org.jspecify.annotations.Nullable;

/**
 * The rule for neurons that emitted no spike in a whole epoch, and so have no gradient to revive them; applied at the
 * end of each epoch but the last. Exactly one of {@code addToWeights} and {@code redraw} is given. Changed neurons are
 * counted in {@code train.silentNeurons.POPULATION}.
 *
 * @param addToWeights added to every weight into the neuron
 * @param redraw whether the weights into the neuron are drawn again from their initialisers
 * @param from the population whose connections to the neuron are changed; by default all that lead to it
 */
public record SilentNeuronsSpec(
        @Nullable Double addToWeights,
        boolean redraw,
        @Nullable String from) {

    /** Whether the weights of connections from a population are changed. */
    public boolean changes(String population) {
        return from == null || from.equals(population);
    }
}
