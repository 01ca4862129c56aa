package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the learning rate changes over the epochs, counted from 0. */
public sealed interface ScheduleSpec {

    @JsonProperty("type")
    String type();

    record Constant() implements ScheduleSpec {
        @Override
        public String type() {
            return "constant";
        }
    }

    /** learningRate x factor^epoch. */
    record Exponential(double factor) implements ScheduleSpec {
        @Override
        public String type() {
            return "exponential";
        }
    }

    /**
     * From learningRate down to learningRate x finalFactor along half a cosine, over all epochs (Loshchilov &amp;
     * Hutter 2017, without restarts).
     */
    record Cosine(double finalFactor) implements ScheduleSpec {
        @Override
        public String type() {
            return "cosine";
        }
    }

    /**
     * The paper's rule for SHD and SSC: two exponential moving averages of the training accuracy, m = smoothing m + (1
     * - smoothing) accuracy per epoch, with smoothing {@code fast} and {@code slow}. When the fast one is not above the
     * slow one, the learning rate is multiplied by {@code factor}, at most once in {@code patience} epochs.
     */
    record Plateau(double factor, double fast, double slow, int patience) implements ScheduleSpec {
        @Override
        public String type() {
            return "plateau";
        }
    }
}
