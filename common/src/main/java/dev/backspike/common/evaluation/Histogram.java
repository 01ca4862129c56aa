package dev.backspike.common.evaluation;

import java.util.List;

/**
 * How values are distributed.
 *
 * @param from lower end of the first bin
 * @param to upper end of the last bin; equal to {@code from} if all values are equal, which are in the first bin then
 * @param counts of values by bin; all bins are equally wide
 */
public record Histogram(double from, double to, List<Integer> counts) {

    public Histogram {
        counts = List.copyOf(counts);
    }
}
