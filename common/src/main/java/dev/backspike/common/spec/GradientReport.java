package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the exact solver's gradients of a network, with its initial parameters, compare with central differences of the
 * simulated loss in double precision, on a few trials of the training data.
 *
 * @param samples trials of the batch
 * @param arrays the learnable ones, in the network's order
 * @param seconds it took
 */
public record GradientReport(int samples, List<OfArray> arrays, double seconds) {

    /**
     * A learnable array.
     *
     * @param name such as {@code input->hidden.weight}
     * @param compared how many values were compared
     * @param skipped how many could not be, since the loss is not smooth within the step: a spike appears, vanishes or
     *     changes places with an arrival
     * @param largestError largest |gradient - difference| / max(|gradient|, rms), where rms is the root mean square of
     *     the array's gradients: the small entries of an array are held to its scale, since differences resolve no
     *     more; 0 where both are 0
     * @param worst the value with that error, as {@code name[from][to]}; null if none was compared
     */
    public record OfArray(
            String name,
            int compared,
            int skipped,
            double largestError,
            @Nullable String worst) {}

    /** How many values were compared. */
    @JsonProperty
    public int compared() {
        return arrays.stream().mapToInt(OfArray::compared).sum();
    }

    /** How many could not be. */
    @JsonProperty
    public int skipped() {
        return arrays.stream().mapToInt(OfArray::skipped).sum();
    }

    /** The largest of the arrays'; NaN if one of them is. */
    @JsonProperty
    public double largestError() {
        return arrays.stream().mapToDouble(OfArray::largestError).reduce(0, Math::max);
    }
}
