package dev.backspike.common.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the confidence of predictions agrees with how often they are correct.
 *
 * @param error expected calibration error: the mean of |accuracy - confidence| over the bins, weighted by their
 *     samples; null if nothing is predicted for any sample
 * @param bins of equal width over confidences of 0 to 1
 */
public record Calibration(@Nullable Double error, List<Bin> bins) {

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * Samples of similar confidence.
     *
     * @param from the least confidence of the bin
     * @param to the largest
     * @param samples in the bin
     * @param confidence their mean; null without samples
     * @param accuracy share of them that is correct; null without samples
     */
    public record Bin(
            double from,
            double to,
            int samples,
            @Nullable Double confidence,
            @Nullable Double accuracy) {}
}
