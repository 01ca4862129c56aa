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
     * @param max largest shift; the shift is uniform among the whole numbers in [-max, max]
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
     * @param max largest shift, ms; the shift is uniform in [-max, max]
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
     * @param probability of the change
     */
    record Blend(double probability) implements AugmentationSpec {
        @Override
        public String type() {
            return "blend";
        }
    }

    /**
     * Multiplies all times by the same factor, uniform in [min, max).
     *
     * @param min smallest factor
     * @param max largest factor; at least min
     */
    record Dilation(double min, double max) implements AugmentationSpec {
        @Override
        public String type() {
            return "dilation";
        }
    }

    /**
     * Moves each spike individually by normally distributed amounts.
     *
     * @param channels standard deviation in channels; the shift is rounded to whole channels
     * @param time standard deviation, ms
     */
    record Jitter(double channels, double time) implements AugmentationSpec {
        @Override
        public String type() {
            return "jitter";
        }
    }

    /**
     * Drops each spike individually.
     *
     * @param probability that a spike is dropped
     */
    record Dropout(double probability) implements AugmentationSpec {
        @Override
        public String type() {
            return "dropout";
        }
    }
}
