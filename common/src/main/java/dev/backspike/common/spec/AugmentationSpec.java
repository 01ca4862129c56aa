package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A random change of a training sample, drawn anew each time that the sample is presented (Nowotny, Turner &amp; Knight
 * 2025; arXiv 2212.01232). A job lists several, which apply in that order. After the last, spikes outside the trial or
 * of channels that do not exist are dropped. Samples for validation and test stay as they are.
 *
 * <p>A channel is an input unit before the delay line: all copies of a unit change alike.
 */
public sealed interface AugmentationSpec {

    @JsonProperty("type")
    String type();

    /**
     * Moves all spikes by the same number of channels.
     *
     * @param max the number is uniform among the whole ones in [-max, max]
     */
    record ChannelShift(int max) implements AugmentationSpec {
        @Override
        public String type() {
            return "channel-shift";
        }
    }

    /**
     * Moves all spikes by the same time.
     *
     * @param max the time is uniform in [-max, max], ms
     */
    record TimeShift(double max) implements AugmentationSpec {
        @Override
        public String type() {
            return "time-shift";
        }
    }

    /**
     * Mixes the sample with another of its class: that one is moved so that the means of their spikes' times and
     * channels agree (channels to the nearest whole one), then each spike of either is taken with probability 1/2.
     *
     * @param probability that this happens at all
     */
    record Blend(double probability) implements AugmentationSpec {
        @Override
        public String type() {
            return "blend";
        }
    }

    /** Multiplies all times by the same factor, uniform in [min, max). */
    record Dilation(double min, double max) implements AugmentationSpec {
        @Override
        public String type() {
            return "dilation";
        }
    }

    /**
     * Moves each spike on its own by normally distributed amounts.
     *
     * @param channels standard deviation; the amount is rounded to whole channels
     * @param time standard deviation, ms
     */
    record Jitter(double channels, double time) implements AugmentationSpec {
        @Override
        public String type() {
            return "jitter";
        }
    }

    /** Drops each spike on its own with this probability. */
    record Dropout(double probability) implements AugmentationSpec {
        @Override
        public String type() {
            return "dropout";
        }
    }
}
