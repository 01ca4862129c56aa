package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What samples hold: figures by which silent losses show, such as times in another unit. What a file has none of is
 * absent: images have no spikes before they are encoded, nor labels.
 *
 * @param samples number of samples
 * @param spikes of all samples together
 * @param emptySamples without a spike; of images, without a pixel above 0
 * @param spikesPerSample its distribution over the samples
 * @param timesMs distribution of the times of all spikes, ms; absent without spikes
 * @param spikeChannels distribution of the channels of all spikes, counted from 0; absent without spikes
 * @param classes that samples have, in order of their labels, the first 256
 * @param speakers that samples have, in order, the first 256
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
