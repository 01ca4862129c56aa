package dev.backspike.engine.evaluation;

import dev.backspike.common.evaluation.Histogram;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Distributions of values. */
final class Histograms {

    private static final int BINS = 40;

    private Histograms() {}

    /** From the least value to the largest; from 0 to 0 without values. */
    static Histogram of(double[] values) {
        double from = Arrays.stream(values).min().orElse(0);
        double to = Arrays.stream(values).max().orElse(0);
        int[] counts = new int[BINS];
        for (double value : values) {
            int bin = to > from ? (int) ((value - from) / (to - from) * BINS) : 0;
            counts[Math.min(bin, BINS - 1)]++;
        }
        return new Histogram(from, to, IntStream.of(counts).boxed().toList());
    }
}
