package dev.backspike.engine.dataset;

import dev.backspike.common.file.ClassCount;
import dev.backspike.common.file.SampleCounts;
import dev.backspike.common.file.SpeakerCount;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Computes the counts of samples in memory that does not grow with their number. */
final class SampleCounter {

    /** Names are shown up to here: a file may have any text in their place. */
    private static final int SHOWN = 100;

    private static final Pattern HIDDEN = Pattern.compile("\\p{C}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,10}");

    private final Distribution times = new Distribution();
    private final Distribution channels = new Distribution();
    private final Distribution spikesPerSample = new Distribution();
    private long spikes;
    private long repeated;
    private int empty;
    private double lastTime;
    private int lastChannel = -1;

    /** A sample with so many spikes, which follow. */
    void sample(int count) {
        lastChannel = -1;
        spikes += count;
        empty += count == 0 ? 1 : 0;
        spikesPerSample.add(count);
    }

    void spike(double ms, int channel) {
        repeated += ms == lastTime && channel == lastChannel ? 1 : 0;
        lastTime = ms;
        lastChannel = channel;
        times.add(ms + 0.0); // -0.0 is a plain zero
        channels.add(channel);
    }

    long spikes() {
        return spikes;
    }

    /** Spikes at the same time and in the same channel as the one before them in their sample. */
    long repeated() {
        return repeated;
    }

    SampleCounts counts(List<ClassCount> classes, List<SpeakerCount> speakers, int samples) {
        return new SampleCounts(
                samples,
                spikes,
                empty,
                spikesPerSample.quantiles(),
                times.quantiles(),
                channels.quantiles(),
                classes,
                speakers);
    }

    /**
     * The number of samples of each class.
     *
     * @param label of a sample
     * @param names of the classes, by label; empty where they are numbers
     */
    static List<ClassCount> classes(int samples, IntUnaryOperator label, List<String> names) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int sample = 0; sample < samples; sample++) {
            counts.merge(label.applyAsInt(sample), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .limit(SampleCounts.LISTED)
                .map(entry -> new ClassCount(
                        entry.getKey(), names.isEmpty() ? null : shown(names.get(entry.getKey())), entry.getValue()))
                .toList();
    }

    /** @param speaker of a sample, null where it has none */
    static List<SpeakerCount> speakers(int samples, IntFunction<@Nullable String> speaker) {
        Map<String, Integer> counts = new HashMap<>();
        for (int sample = 0; sample < samples; sample++) {
            String of = speaker.apply(sample);
            if (of != null) {
                counts.merge(of, 1, Integer::sum);
            }
        }
        boolean numbers =
                counts.keySet().stream().allMatch(name -> NUMBER.matcher(name).matches());
        Comparator<String> order = numbers ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(order))
                .limit(SampleCounts.LISTED)
                .map(entry -> new SpeakerCount(shown(entry.getKey()), entry.getValue()))
                .toList();
    }

    /** A name as the file gives it, but for characters that cannot be seen or that move others: those are escaped. */
    static String shown(String name) {
        String start = name.codePointCount(0, name.length()) <= SHOWN
                ? name
                : name.substring(0, name.offsetByCodePoints(0, SHOWN));
        return HIDDEN.matcher(start)
                .replaceAll(found -> "\\\\u{%x}".formatted(found.group().codePointAt(0)));
    }
}
