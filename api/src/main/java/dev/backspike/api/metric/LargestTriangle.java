package dev.backspike.api.metric;

/**
 * Downsamples a series for display while preserving its shape: Largest-Triangle-Three-Buckets (Steinarsson,
 * "Downsampling Time Series for Visual Representation", MSc thesis, University of Iceland 2013, section 4.2). The first
 * and the last point are kept. The points between are split into equal buckets; from each bucket the point is kept that
 * spans the largest triangle with the previously kept point and the mean of the next bucket.
 */
final class LargestTriangle {

    private LargestTriangle() {}

    /** @param points at least 3; a series that has no more is returned as it is */
    static Series thin(Series series, int points) {
        if (series.size() <= points) {
            return series;
        }
        int[] kept = new int[points];
        kept[points - 1] = series.size() - 1;
        double bucket = (series.size() - 2.0) / (points - 2);
        for (int k = 1; k < points - 1; k++) {
            int from = 1 + (int) ((k - 1) * bucket);
            int to = 1 + (int) (k * bucket);
            int next = k == points - 2 ? series.size() : Math.min(series.size(), 1 + (int) ((k + 1) * bucket));
            kept[k] = largest(series, kept[k - 1], from, to, next);
        }
        return series.pick(kept);
    }

    private static int largest(Series series, int before, int from, int to, int next) {
        double meanX = mean(series, to, next, false);
        double meanY = mean(series, to, next, true);
        int best = from;
        double bestArea = -1;
        for (int i = from; i < to; i++) {
            if (!Double.isFinite(series.values()[i])) {
                // A loss that became NaN must stay visible.
                return i;
            }
            double area = Math.abs((series.steps()[before] - meanX) * (y(series, i) - y(series, before))
                    - (series.steps()[before] - series.steps()[i]) * (meanY - y(series, before)));
            if (area > bestArea) {
                bestArea = area;
                best = i;
            }
        }
        return best;
    }

    private static double mean(Series series, int from, int to, boolean ofValues) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += ofValues ? y(series, i) : series.steps()[i];
        }
        return sum / (to - from);
    }

    private static double y(Series series, int i) {
        double value = series.values()[i];
        return Double.isFinite(value) ? value : 0;
    }
}
