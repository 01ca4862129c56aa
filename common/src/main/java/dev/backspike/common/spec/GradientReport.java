package dev.backspike.common.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the exact solver's gradients of a network, with its initial parameters, compare with central differences of the
 * simulated loss in double precision, on a few trials of the training data.
 *
 * @param samples trials of the batch
 * @param compared values in all arrays for which both were computed
 * @param skipped values whose loss is not smooth within the step, since a spike appears, vanishes or changes places
 *     with an arrival
 * @param largestError the largest of the arrays'
 * @param seconds it took
 */
public record GradientReport(
        int samples, int compared, int skipped, double largestError, List<OfArray> arrays, double seconds) {

    /**
     * A learnable array.
     *
     * @param name such as {@code input->hidden.weight}
     * @param largestError |gradient - difference| / max(|gradient|, root mean square of the array's gradients)
     * @param worst the value with that error; null if none was compared
     */
    public record OfArray(
            String name,
            int compared,
            int skipped,
            double largestError,
            @Nullable String worst) {}
}
