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
}
