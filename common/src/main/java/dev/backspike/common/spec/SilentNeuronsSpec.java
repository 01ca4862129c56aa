package dev.backspike.common.spec;

import org.jspecify.annotations.Nullable;

/**
 * The rule for neurons that emitted no spike in a whole epoch, and so have no gradient to revive them; applied at the
 * end of each epoch but the last. Exactly one of the two.
 *
 * @param addToWeights added to every weight into the neuron; null if redrawn
 * @param redraw draw the neuron's incoming weights again from their initialisers
 */
public record SilentNeuronsSpec(@Nullable Double addToWeights, boolean redraw) {}
