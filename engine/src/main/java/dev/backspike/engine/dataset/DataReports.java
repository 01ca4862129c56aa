package dev.backspike.engine.dataset;

import dev.backspike.common.file.DataReport;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.Quantiles;
import dev.backspike.common.file.SampleCounts;
import dev.backspike.common.file.SplitReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts the data of a job, and how much of them lies within the trials. */
public final class DataReports {

    private DataReports() {}

    /**
     * Reads all samples.
     *
     * @param durationMs length of a trial, ms
     * @param examples samples of each part to show
     */
    public static DataReport of(Splits splits, double durationMs, int examples) {
        return new DataReport(
                ofTraining(splits.train(), durationMs, examples),
                splits.validation() == null ? null : of(splits.validation(), durationMs, examples),
                of(splits.test(), durationMs, examples));
    }

    /** Training data, of which each class should have samples. */
    static SplitReport ofTraining(Dataset data, double durationMs, int examples) {
        SplitReport report = of(data, durationMs, examples);
        DataWarning classes = DataWarnings.ofClasses(data);
        if (classes == null) {
            return report;
        }
        List<DataWarning> warnings = new ArrayList<>(report.warnings());
        warnings.add(classes);
        return new SplitReport(
                report.channels(),
                report.classes(),
                report.counts(),
                report.spikesAfterTrial(),
                warnings,
                report.examples());
    }

    /** Validation or test data. */
    static SplitReport of(Dataset data, double durationMs, int examples) {
        SpikeTrain train = new SpikeTrain();
        SampleCounter counter = new SampleCounter();
        long late = 0;
        for (int sample = 0; sample < data.size(); sample++) {
            data.read(sample, train);
            counter.sample(train.count);
            for (int k = 0; k < train.count; k++) {
                late += train.times[k] >= durationMs ? 1 : 0;
                counter.spike(train.times[k], train.units[k]);
            }
        }
        SampleCounts counts = counter.counts(
                SampleCounter.classes(data.size(), data::label, data.classNames()),
                SampleCounter.speakers(data.size(), data::speakerName),
                data.size());
        return new SplitReport(
                data.units(),
                data.classes(),
                counts,
                late,
                DataWarnings.ofSplit(counts, counter.repeated(), late, durationMs),
                SampleViews.spread(data, examples));
    }

    /** The counts in one line, for logs. */
    public static String text(SplitReport split) {
        SampleCounts counts = split.counts();
        StringBuilder text = new StringBuilder()
                .append(String.format(
                        Locale.ROOT,
                        "%,d samples, %,d classes, %,d channels, %,d spikes",
                        counts.samples(),
                        split.classes(),
                        split.channels(),
                        counts.spikes()));
        Quantiles spikes = counts.spikesPerSample();
        if (spikes != null) {
            text.append(String.format(
                    Locale.ROOT,
                    " (%,.0f to %,.0f a sample, median %,.0f; %,d samples empty)",
                    spikes.least(),
                    spikes.most(),
                    spikes.median(),
                    counts.emptySamples()));
        }
        Quantiles times = counts.timesMs();
        if (times != null) {
            text.append(String.format(
                    Locale.ROOT,
                    ", at %s to %s ms, median %s ms; %,d after the trial",
                    DataWarnings.number(times.least()),
                    DataWarnings.number(times.most()),
                    DataWarnings.number(times.median()),
                    split.spikesAfterTrial()));
        }
        return text.toString();
    }
}
