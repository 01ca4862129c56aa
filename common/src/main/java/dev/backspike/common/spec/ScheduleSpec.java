package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the learning rate changes over the epochs, counted from 0. */
public sealed interface ScheduleSpec {

    @JsonProperty("type")
    String type();

    /** The learning rate stays as it is. */
    record Constant() implements ScheduleSpec {
        @Override
        public String type() {
            return "constant";
        }
    }

    /**
     * learningRate x factor^epoch.
     *
     * @param factor factor per epoch
     */
    record Exponential(double factor) implements ScheduleSpec {
        @Override
        public String type() {
            return "exponential";
        }
    }

    /**
     * A schedule from learningRate down to learningRate x finalFactor along half a cosine, over all epochs (Loshchilov
     * &amp; Hutter 2017, without restarts).
     *
     * @param finalFactor learning rate at the end, as a fraction of the first
     */
    record Cosine(double finalFactor) implements ScheduleSpec {
        @Override
        public String type() {
            return "cosine";
        }
    }

    /**
     * The rule of Nowotny, Turner &amp; Knight for SHD and SSC: two exponential moving averages of the training
     * accuracy, m = smoothing m + (1 - smoothing) accuracy per epoch, with smoothing {@code fast} and {@code slow}.
     * When the fast one is not above the slow one, the learning rate is multiplied by {@code factor}, at most once in
     * {@code patience} epochs.
     *
     * @param factor factor of the learning rate
     * @param fast smoothing of the fast average
     * @param slow smoothing of the slow average
     * @param patience epochs between two changes, at least
     */
    record Plateau(double factor, double fast, double slow, int patience) implements ScheduleSpec {
        @Override
        public String type() {
            return "plateau";
        }
    }
}
