package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Ends training that no longer improves.
 *
 * @param series what must improve from epoch to epoch
 * @param patience epochs without improvement after which training ends
 * @param minDelta the least change that counts as improvement
 * @param restoreBest whether the result has the parameters of the best epoch instead of the last
 */
public record EarlyStoppingSpec(Watched series, int patience, double minDelta, boolean restoreBest) {

    /** The series that early stopping and checkpoints may watch; series of the test data are excluded. */
    public enum Watched {
        @JsonProperty("train.loss")
        TRAIN_LOSS("train.loss"),
        @JsonProperty("train.accuracy")
        TRAIN_ACCURACY("train.accuracy"),
        @JsonProperty("validation.loss")
        VALIDATION_LOSS("validation.loss"),
        @JsonProperty("validation.accuracy")
        VALIDATION_ACCURACY("validation.accuracy");

        private final String series;

        Watched(String series) {
            this.series = series;
        }

        /** Its name among the series. */
        public String series() {
            return series;
        }

        public boolean needsValidation() {
            return this == VALIDATION_LOSS || this == VALIDATION_ACCURACY;
        }

        public boolean isLoss() {
            return this == TRAIN_LOSS || this == VALIDATION_LOSS;
        }
    }
}
