package dev.backspike.common.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How gradients change the weights. */
public sealed interface OptimiserSpec {

    @JsonProperty("type")
    String type();

    double learningRate();

    ScheduleSpec schedule();

    /** Kingma &amp; Ba 2015, algorithm 1. */
    record Adam(double learningRate, double beta1, double beta2, double epsilon, ScheduleSpec schedule)
            implements OptimiserSpec {
        @Override
        public String type() {
            return "adam";
        }
    }
}
