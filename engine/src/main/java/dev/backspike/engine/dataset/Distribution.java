package dev.backspike.engine.dataset;

import dev.backspike.common.file.Quantiles;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles of a stream of numbers in bounded memory: all of them up to {@value #KEPT}, beyond that, a random sample of
 * that size in which each number is equally likely (K.-H. Li, "Reservoir-Sampling Algorithms of Time Complexity O(n(1 +
 * log(N/n)))", algorithm L). The choice is the same each time. Choosing every nth number instead would meet the same
 * spike of each sample where all samples have as many.
 */
final class Distribution {

    static final int KEPT = 1 << 16;

    private final SplittableRandom random = new SplittableRandom(1);
    private double[] kept = new double[1 << 10];
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private long seen;
    /** Number of the next one that replaces another. */
    private long next = KEPT;

    private double weight = Math.exp(Math.log(random.nextDouble()) / KEPT);

    Distribution() {
        skip();
    }

    void add(double number) {
        least = Math.min(least, number);
        most = Math.max(most, number);
        if (seen < KEPT) {
            if (seen == kept.length) {
                kept = Arrays.copyOf(kept, 2 * kept.length);
            }
            kept[(int) seen] = number;
        } else if (seen == next) {
            kept[random.nextInt(KEPT)] = number;
            weight *= Math.exp(Math.log(random.nextDouble()) / KEPT);
            next++;
            skip();
        }
        seen++;
    }

    private void skip() {
        next += (long) Math.floor(Math.log(random.nextDouble()) / Math.log1p(-weight));
    }

    /** Null without numbers. */
    @Nullable
    Quantiles quantiles() {
        if (seen == 0) {
            return null;
        }
        double[] sorted = Arrays.copyOf(kept, (int) Math.min(seen, KEPT));
        Arrays.sort(sorted);
        return new Quantiles(least, at(0.05, sorted), at(0.5, sorted), at(0.95, sorted), most);
    }

    /** The smallest number that at least this share of all does not exceed. */
    private static double at(double share, double[] sorted) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
