package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of samples, which reveal unnoticed mistakes such as times in another unit. A figure that does not apply to a
 * file is absent: images have no spikes before they are encoded, and no labels.
 *
 * @param samples number of samples
 * @param spikes number of spikes of all samples
 * @param emptySamples number of samples without a spike; of images, without a pixel above 0
 * @param spikesPerSample distribution of the number of spikes over the samples
 * @param timesMs distribution of the times of all spikes, ms; absent without spikes
 * @param spikeChannels distribution of the channels of all spikes, counted from 0; absent without spikes
 * @param classes the first 256 classes that occur, in order of their labels
 * @param speakers the first 256 speakers that occur, in order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SampleCounts(
        int samples,
        @Nullable Long spikes,
        @Nullable Integer emptySamples,
        @Nullable Quantiles spikesPerSample,
        @Nullable Quantiles timesMs,
        @Nullable Quantiles spikeChannels,
        List<ClassCount> classes,
        List<SpeakerCount> speakers) {

    /** Classes, and speakers, that are listed. */
    public static final int LISTED = 256;

    public SampleCounts {
        classes = List.copyOf(classes);
        speakers = List.copyOf(speakers);
    }
}
