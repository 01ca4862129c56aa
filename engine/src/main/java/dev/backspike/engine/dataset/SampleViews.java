package dev.backspike.engine.dataset;

import dev.backspike.common.file.DataSample;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts samples to the form in which they are displayed. */
final class SampleViews {

    /** Spikes of a sample that are listed. */
    static final int MOST_SPIKES = 2000;

    private static final double PER_MS = 1e4;

    private SampleViews() {}

    /** So many samples, the first among them, at equal distances. */
    static List<DataSample> spread(Dataset data, int count) {
        List<DataSample> views = new ArrayList<>();
        SpikeTrain train = new SpikeTrain();
        int shown = Math.min(count, data.size());
        for (int k = 0; k < shown; k++) {
            int sample = (int) ((long) k * data.size() / shown);
            data.read(sample, train);
            int label = data.label(sample);
            String name = data.classNames().isEmpty() ? null : data.classNames().get(label);
            views.add(of(sample, label, name, data.speakerName(sample), train));
        }
        return views;
    }

    /** @param train in order of time */
    static DataSample of(
            int sample, int label, @Nullable String className, @Nullable String speaker, SpikeTrain train) {
        int listed = Math.min(train.count, MOST_SPIKES);
        List<Double> times = new ArrayList<>(listed);
        List<Integer> channels = new ArrayList<>(listed);
        for (int k = 0; k < listed; k++) {
            int spike = (int) ((long) k * train.count / listed);
            times.add(Math.rint(train.times[spike] * PER_MS) / PER_MS);
            channels.add(train.units[spike]);
        }
        return new DataSample(
                sample,
                label,
                className == null ? null : SampleCounter.shown(className),
                speaker == null ? null : SampleCounter.shown(speaker),
                train.count,
                times,
                channels,
                null);
    }
}
