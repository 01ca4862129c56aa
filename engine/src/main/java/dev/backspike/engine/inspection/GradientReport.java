package dev.backspike.engine.inspection;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.backspike.engine.event.GradientError;
import java.util.List;

/**
 * The comparison of the exact solver's gradients of a network, with its initial parameters, with central differences of
 * the simulated loss in double precision, on a few trials of the training data.
 *
 * @param samples trials of the batch
 * @param arrays the learnable ones, in the network's order
 * @param seconds it took
 */
public record GradientReport(int samples, List<GradientError> arrays, double seconds) {

    /** The number of values that were compared. */
    @JsonProperty
    public int compared() {
        return arrays.stream().mapToInt(GradientError::compared).sum();
    }

    /** The number of values that could not be compared. */
    @JsonProperty
    public int skipped() {
        return arrays.stream().mapToInt(GradientError::skipped).sum();
    }

    /** Whether the loss depends on none of the parameters, as when no neuron that matters to it spikes. */
    @JsonProperty
    public boolean allZero() {
        return arrays.stream().allMatch(array -> array.rms() == 0);
    }

    /** The largest of the arrays'; NaN if one of them is. */
    @JsonProperty
    public double largestError() {
        return arrays.stream().mapToDouble(GradientError::largestError).reduce(0, Math::max);
    }
}
