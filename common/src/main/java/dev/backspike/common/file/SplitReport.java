package dev.backspike.common.file;

import java.util.List;

/**
 * What a part of a data set holds, and what of it the trials of a job see.
 *
 * @param channels of the data set, behind a delay line those of all copies
 * @param classes of the data set
 * @param counts what the samples hold
 * @param spikesAfterTrial that lie at the trial's end or later, so that no network receives them
 * @param warnings what is likely a mistake; empty if nothing is
 * @param examples some of the samples, spread evenly over them
 */
public record SplitReport(
        int channels,
        int classes,
        SampleCounts counts,
        long spikesAfterTrial,
        List<DataWarning> warnings,
        List<DataSample> examples) {

    public SplitReport {
        warnings = List.copyOf(warnings);
        examples = List.copyOf(examples);
    }
}
