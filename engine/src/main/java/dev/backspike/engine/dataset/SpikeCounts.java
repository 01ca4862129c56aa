package dev.backspike.engine.dataset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a data set holds and what of it a trial sees: figures by which silent losses show, such as times in another
 * unit.
 *
 * @param samples number of samples
 * @param spikes of all samples
 * @param emptySamples without a spike
 * @param durationMs length of a trial
 * @param spikesAfterTrial that lie at or after its end, which no network ever sees
 * @param medianTimeMs of all spikes, estimated from at least 32,768 of them where there are more; NaN without spikes
 */
public record SpikeCounts(
        int samples, long spikes, int emptySamples, double durationMs, long spikesAfterTrial, double medianTimeMs) {

    /** What a warning is about. */
    public enum Code {
        /** Spikes exist, but none within the trial. */
        NO_SPIKE_IN_TRIAL,
        /** More than one in a hundred spikes lies after the trial. */
        SPIKES_AFTER_TRIAL,
        /** More than one in a hundred samples has no spike. */
        EMPTY_SAMPLES
    }

    /** @param message a sentence for users, without the name of the data set */
    public record Warning(Code code, String message) {}

    private static final double MS_PER_S = 1000;

    /** Reads all samples. */
    public static SpikeCounts of(Dataset data, double durationMs) {
        SpikeTrain train = new SpikeTrain();
        Times times = new Times();
        long spikes = 0;
        long late = 0;
        int empty = 0;
        for (int sample = 0; sample < data.size(); sample++) {
            data.read(sample, train);
            spikes += train.count;
            empty += train.count == 0 ? 1 : 0;
            for (int k = 0; k < train.count; k++) {
                late += train.times[k] >= durationMs ? 1 : 0;
                times.add(train.times[k]);
            }
        }
        return new SpikeCounts(data.size(), spikes, empty, durationMs, late, times.median());
    }

    /** What is likely a mistake; empty if nothing is. */
    public List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>();
        if (spikes > 0 && spikesAfterTrial == spikes) {
            warnings.add(new Warning(
                    Code.NO_SPIKE_IN_TRIAL,
                    String.format(
                            Locale.ROOT,
                            "no spike of %,d samples lies within the trial of %s ms; the median time is %s s%s",
                            samples,
                            number(durationMs),
                            number(medianTimeMs / MS_PER_S),
                            guessedUnit())));
        } else if (spikesAfterTrial > spikes / 100) {
            warnings.add(new Warning(
                    Code.SPIKES_AFTER_TRIAL,
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d spikes lie after the trial of %s ms and are not seen by the network",
                            spikesAfterTrial,
                            spikes,
                            number(durationMs))));
        }
        if (emptySamples > samples / 100) {
            warnings.add(new Warning(
                    Code.EMPTY_SAMPLES,
                    String.format(Locale.ROOT, "%,d of %,d samples have no spike", emptySamples, samples)));
        }
        return List.copyOf(warnings);
    }

    /** The unit in which the times would lie within the trial, as a question. */
    private String guessedUnit() {
        if (medianTimeMs / 1e3 < durationMs) {
            return ": are the times in milliseconds? They must be in seconds";
        }
        return medianTimeMs / 1e6 < durationMs ? ": are the times in microseconds? They must be in seconds" : "";
    }

    private static String number(double value) {
        return Math.abs(value) >= 1000 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    /** Every time, or every second, fourth, eighth ... once there are many. */
    private static final class Times {

        private static final int KEPT = 1 << 16;

        private final double[] kept = new double[KEPT];
        private int count;
        private long seen;
        private long stride = 1;

        void add(double time) {
            if (seen++ % stride != 0) {
                return;
            }
            if (count == KEPT) {
                for (int k = 0; k < KEPT / 2; k++) {
                    kept[k] = kept[2 * k];
                }
                count = KEPT / 2;
                stride *= 2;
            }
            kept[count++] = time;
        }

        double median() {
            double[] sorted = Arrays.copyOf(kept, count);
            Arrays.sort(sorted);
            return count == 0 ? Double.NaN : sorted[count / 2];
        }
    }
}
