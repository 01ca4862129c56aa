package dev.backspike.common.file;

import java.util.List;

/**
 * Counts of one part of a data set, and how much of it lies within the trials of a job.
 *
 * @param channels number of channels of the data set; with a delay line, of all copies
 * @param classes number of classes of the data set
 * @param counts counts of the samples
 * @param spikesAfterTrial number of spikes at the end of the trial or later, which the network does not receive
 * @param warnings likely mistakes; empty if there are none
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
