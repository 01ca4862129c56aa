package dev.backspike.engine.dataset;

import dev.backspike.common.code.NoteCode;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.Quantiles;
import dev.backspike.common.file.SampleCounts;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds likely mistakes in the counts of data and describes them to users. */
final class DataWarnings {

    /** A hundredth of samples, of spikes or of a trial. */
    private static final int HUNDREDTH = 100;

    private static final int CLASSES_NAMED = 5;

    private DataWarnings() {}

    /**
     * The warnings about a part of a data set as a job uses it.
     *
     * @param repeated spikes that repeat the one before them
     * @param spikesAfterTrial that lie at the trial's end or later
     * @param durationMs length of a trial
     */
    static List<DataWarning> ofSplit(SampleCounts counts, long repeated, long spikesAfterTrial, double durationMs) {
        List<DataWarning> warnings = new ArrayList<>();
        Quantiles times = counts.timesMs();
        long spikes = counts.spikes() == null ? 0 : counts.spikes();
        if (times != null && spikesAfterTrial == spikes) {
            warnings.add(new DataWarning(
                    NoteCode.NO_SPIKE_IN_TRIAL,
                    String.format(
                            Locale.ROOT,
                            "no spike of %s lies within the trial of %s ms; the median time is %s s%s",
                            samples(counts.samples()),
                            number(durationMs),
                            number(times.median() / SpikeFile.MS_PER_S),
                            guessedUnit(times.median(), durationMs))));
        } else if (spikesAfterTrial > spikes / HUNDREDTH) {
            warnings.add(new DataWarning(
                    NoteCode.SPIKES_AFTER_TRIAL,
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d spikes lie after the trial of %s ms, so that the network does not receive them;"
                                    + " raise /network/duration or check the unit of the times",
                            spikesAfterTrial,
                            spikes,
                            number(durationMs))));
        } else if (times != null && times.most() < durationMs / HUNDREDTH) {
            warnings.add(new DataWarning(
                    NoteCode.SPIKES_AT_START,
                    "the last spike lies at " + number(times.most()) + " ms of a trial of " + number(durationMs)
                            + " ms: check the unit of the times, which must be seconds, and /network/duration"));
        }
        addRepeatedSpikes(counts, repeated, warnings);
        addEmptySamples(counts, warnings);
        return List.copyOf(warnings);
    }

    static void addRepeatedSpikes(SampleCounts counts, long repeated, List<DataWarning> warnings) {
        Long spikes = counts.spikes();
        if (spikes != null && repeated > spikes / HUNDREDTH) {
            warnings.add(new DataWarning(
                    NoteCode.SPIKES_REPEATED,
                    String.format(
                            Locale.ROOT,
                            "%,d of %,d spikes repeat the one before them, at the same time and in the same channel,"
                                    + " and count again: are rows filled up to one length? Write a list of any length for"
                                    + " each sample instead",
                            repeated,
                            spikes)));
        }
    }

    /** Names classes without training samples; null if there is none. */
    static @Nullable DataWarning ofClasses(Dataset training) {
        BitSet seen = new BitSet();
        for (int sample = 0; sample < training.size(); sample++) {
            seen.set(training.label(sample));
        }
        int classes = training.classes();
        int missing = classes - seen.cardinality();
        if (missing == 0 || training.size() == 0) {
            return null;
        }
        List<Integer> named = new ArrayList<>();
        for (int label = seen.nextClearBit(0);
                label < classes && named.size() < CLASSES_NAMED;
                label = seen.nextClearBit(label + 1)) {
            named.add(label);
        }
        String list = named.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + (missing > named.size() ? ", ..." : "");
        boolean fromOne = missing == 1 && !seen.get(0);
        return new DataWarning(
                NoteCode.CLASS_WITHOUT_SAMPLES,
                String.format(
                        Locale.ROOT,
                        "%,d of %,d classes have no sample: %s%s",
                        missing,
                        classes,
                        list,
                        fromOne
                                ? "; if the labels count from 1, subtract 1 from each"
                                : "; check the labels and the number of classes"));
    }

    static void addEmptySamples(SampleCounts counts, List<DataWarning> warnings) {
        Integer empty = counts.emptySamples();
        if (empty == null || empty <= counts.samples() / HUNDREDTH) {
            return;
        }
        boolean images = counts.spikes() == null;
        String text = empty == counts.samples()
                ? String.format(
                        Locale.ROOT,
                        images
                                ? "none of %s has a pixel above 0: have the images been written?"
                                : "none of %s has a spike: have the times and units been written?",
                        samples(counts.samples()))
                : String.format(
                        Locale.ROOT,
                        "%,d of %s %s",
                        empty,
                        samples(counts.samples()),
                        images ? "have no pixel above 0" : "have no spike");
        warnings.add(new DataWarning(NoteCode.EMPTY_SAMPLES, text));
    }

    private static String samples(int count) {
        return count == 1 ? "1 sample" : String.format(Locale.ROOT, "%,d samples", count);
    }

    /** The first unit in which the times would lie within the trial, as a question. */
    private static String guessedUnit(double medianMs, double durationMs) {
        for (SmallUnit unit : SmallUnit.values()) {
            if (medianMs / unit.perSecond < durationMs) {
                return ": are the times in " + unit.plural() + "? They must be in seconds";
            }
        }
        return "";
    }

    static String number(double value) {
        return Math.abs(value) >= 1000 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
