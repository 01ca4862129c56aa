package dev.backspike.engine.dataset;

import dev.backspike.common.file.DataReport;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.SampleCounts;
import dev.backspike.common.file.SplitReport;
import java.util.ArrayList;
import java.util.List;

/** Counts what the data of a job hold and what of it the trials see. */
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
                counter.spike(train.times[k]);
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
                DataWarnings.ofSplit(counts, late, durationMs),
                SampleViews.spread(data, examples));
    }
}
