package dev.backspike.engine.event;

import org.jspecify.annotations.Nullable;

/**
 * The comparison of the gradients of one learnable array with central differences of the simulated loss.
 *
 * @param name such as {@code input->hidden.weight}
 * @param compared how many values were compared
 * @param skipped how many could not be, since the loss is not smooth within the step: a spike appears, vanishes or
 *     changes places with an arrival, or since the loss is too large for so small a change of it to be resolved
 * @param largestError largest |gradient - difference| / max(|gradient|, rms), where rms is the root mean square of the
 *     array's gradients: the small entries of an array are held to its scale, since differences resolve no more; 0
 *     where both are 0
 * @param rms root mean square of the array's gradients; 0 if the loss depends on none of its values
 * @param worst the value with that error, as {@code name[from][to]}; null if none was compared
 */
public record GradientError(
        String name,
        int compared,
        int skipped,
        double largestError,
        double rms,
        @Nullable String worst) {}
