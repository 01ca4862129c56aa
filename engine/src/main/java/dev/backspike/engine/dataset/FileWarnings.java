package dev.backspike.engine.dataset;

import static dev.backspike.engine.dataset.DataWarnings.number;

import dev.backspike.common.code.NoteCode;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.Quantiles;
import dev.backspike.common.file.SampleCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds likely mistakes in a file, whichever job uses it. */
final class FileWarnings {

    /** s; trials are shorter, so a larger median suggests another unit. */
    private static final double LONG_MEDIAN = 100;
    /** s; a later last spike after a plausible median suggests an overflow. */
    private static final double LONG_LAST = 1000;
    /** s; neurons do not resolve a shorter trial, so a unit that would give one is not suggested. */
    private static final double SHORTEST_MEDIAN = 1e-3;
    /** s; a trial that ends earlier suggests a larger unit. */
    private static final double SHORTEST_LAST = 1e-6;

    /** A highest channel that exceeds the 95th percentile of the channels by more than this factor is likely damage. */
    private static final int MOST_TIMES_P95 = 50;
    /** The same factor for the median of the channels. */
    private static final int MOST_TIMES_MEDIAN = 1000;
    /** With fewer classes, a file that lacks many of them may still be a small part of a data set. */
    private static final int MANY_CLASSES = 100;
    /** More classes than this for each class that has samples suggest labels that are not consecutive. */
    private static final int MOST_CLASSES_PER_USED = 10;

    private FileWarnings() {}

    /**
     * The warnings about spikes, or about images as spikes.
     *
     * @param repeated spikes that repeat the one before them
     */
    static List<DataWarning> of(SampleCounts counts, long repeated) {
        List<DataWarning> warnings = new ArrayList<>();
        addTimes(counts.timesMs(), warnings);
        addDistantChannels(counts.spikeChannels(), warnings);
        DataWarnings.addRepeatedSpikes(counts, repeated, warnings);
        DataWarnings.addEmptySamples(counts, warnings);
        return List.copyOf(warnings);
    }

    /**
     * The warnings about a file of spikes.
     *
     * @param repeated spikes that repeat the one before them
     */
    static List<DataWarning> of(SampleCounts counts, long repeated, Labels labels, Speakers speakers) {
        List<DataWarning> warnings = new ArrayList<>(of(counts, repeated));
        addClasses(labels, warnings);
        if (speakers.problem() != null) {
            warnings.add(new DataWarning(
                    NoteCode.SPEAKERS_UNREAD, "speakers are not read, and cannot be held out: " + speakers.problem()));
        }
        return List.copyOf(warnings);
    }

    private static void addTimes(@Nullable Quantiles times, List<DataWarning> warnings) {
        if (times == null) {
            return;
        }
        double median = times.median() / SpikeFile.MS_PER_S;
        double last = times.most() / SpikeFile.MS_PER_S;
        if (median > LONG_MEDIAN) {
            warnings.add(new DataWarning(
                    NoteCode.TIMES_UNLIKELY,
                    "the median time is " + number(median) + " s: are the times in " + units(median)
                            + "? They must be in seconds"));
        } else if (last > LONG_LAST) {
            warnings.add(new DataWarning(
                    NoteCode.TIMES_UNLIKELY,
                    "the last spike lies at " + number(last) + " s, but 95 % of them lie before "
                            + number(times.p95() / SpikeFile.MS_PER_S) + " s: has a counter overflowed?"));
        } else if (last < SHORTEST_LAST) {
            warnings.add(new DataWarning(
                    NoteCode.TIMES_UNLIKELY,
                    last == 0
                            ? "all spikes lie at 0 s: have the times been written?"
                            : "the last spike lies at " + number(last)
                                    + " s: are the times in a larger unit? They must be in seconds"));
        }
    }

    /** The units in which the median would lie within a plausible trial. */
    private static String units(double median) {
        String likely = Arrays.stream(SmallUnit.values())
                .filter(unit -> median / unit.perSecond > SHORTEST_MEDIAN && median / unit.perSecond < LONG_MEDIAN)
                .map(SmallUnit::plural)
                .collect(Collectors.joining(" or "));
        return likely.isEmpty() ? "ticks of a clock" : likely;
    }

    private static void addDistantChannels(@Nullable Quantiles channels, List<DataWarning> warnings) {
        if (channels == null) {
            return;
        }
        boolean few = channels.most() > MOST_TIMES_P95 * (channels.p95() + 1);
        if (few || channels.most() > MOST_TIMES_MEDIAN * (channels.median() + 1)) {
            warnings.add(new DataWarning(
                    NoteCode.CHANNELS_UNLIKELY,
                    "the highest channel is " + number(channels.most()) + ", but "
                            + (few ? "95 %" : "half") + " of the spikes are of channels up to "
                            + number(few ? channels.p95() : channels.median())
                            + ": are some of the channels damaged?"));
        }
    }

    /** Reports only gaps that are unlikely even in a file that is a part of a data set and lacks some classes. */
    private static void addClasses(Labels labels, List<DataWarning> warnings) {
        int[] different = Arrays.stream(labels.values()).sorted().distinct().toArray();
        int classes = different[different.length - 1] + 1;
        if (different.length > 1 && different[0] == 1 && different.length == classes - 1) {
            warnings.add(new DataWarning(
                    NoteCode.CLASS_WITHOUT_SAMPLES,
                    "the labels are 1 to " + (classes - 1)
                            + ": if they count from 1, subtract 1 from each, since class 0 has no sample"));
        } else if (classes >= MANY_CLASSES && classes > MOST_CLASSES_PER_USED * different.length) {
            warnings.add(new DataWarning(
                    NoteCode.CLASS_WITHOUT_SAMPLES,
                    String.format(
                            Locale.ROOT,
                            "only %,d of %,d classes have samples, since the highest label is %d: number the classes"
                                    + " from 0, without gaps",
                            different.length,
                            classes,
                            classes - 1)));
        }
    }
}
