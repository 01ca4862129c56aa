package dev.backspike.engine.dataset;

import dev.backspike.common.spec.DatasetSpec.LatencyEncoding;

/**
 * {@link LatencyEncoding} tabulated for the 256 values v of a pixel, brightness p = v / 255. A pixel of exactly the
 * threshold does spike: the logarithm diverges there and the clip puts the spike at tMax.
 */
final class LatencyTable {

    static final int VALUES = 256;
    /** The {@link #rank} of a pixel that stays silent. */
    static final int SILENT = -1;

    private final double[] times = new double[VALUES];
    private final int[] ranks = new int[VALUES];

    LatencyTable(LatencyEncoding encoding) {
        int rank = -1;
        double previous = Double.NEGATIVE_INFINITY;
        for (int value = VALUES - 1; value >= 0; value--) {
            double p = value / 255.0;
            times[value] = time(p, encoding);
            if (p < encoding.threshold()) {
                ranks[value] = SILENT;
            } else {
                rank += times[value] > previous ? 1 : 0;
                previous = times[value];
                ranks[value] = rank;
            }
        }
    }

    private static double time(double p, LatencyEncoding encoding) {
        return switch (encoding.scale()) {
            case LINEAR -> encoding.tMin() + (1 - p) * (encoding.tMax() - encoding.tMin());
            case LOGARITHMIC ->
                p <= encoding.threshold()
                        ? encoding.tMax()
                        : Math.min(
                                encoding.tMin() + encoding.tEff() * Math.log(p / (p - encoding.threshold())),
                                encoding.tMax());
        };
    }

    /** Spike time of a pixel value, ms; without meaning for one that stays silent. */
    double time(int value) {
        return times[value];
    }

    /** Position of a value's spike time among the different spike times, 0 for the earliest, or {@link #SILENT}. */
    int rank(int value) {
        return ranks[value];
    }
}
