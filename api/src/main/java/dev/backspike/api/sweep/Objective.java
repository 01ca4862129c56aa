package dev.backspike.api.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a sweep are compared by.
 *
 * @param series name of a loss or an accuracy
 * @param value which value of the series represents a run that has ended
 */
record Objective(String series, Goal goal, Value value) {

    enum Goal {
        @JsonProperty("max")
        MAX,
        @JsonProperty("min")
        MIN;

        /** Returns the natural goal of a series: a loss is minimised, an accuracy maximised. */
        static Goal of(String series) {
            return series.endsWith(".loss") ? MIN : MAX;
        }

        /** Orders better values first, NaN last. */
        Comparator<Double> betterFirst() {
            Comparator<Double> ascending = Comparator.comparingDouble(Double::doubleValue);
            Comparator<Double> numbers = this == MIN ? ascending : ascending.reversed();
            return Comparator.<Double, Boolean>comparing(value -> value.isNaN()).thenComparing(numbers);
        }
    }

    enum Value {
        /** The value of the last epoch. */
        @JsonProperty("last")
        LAST,
        /** The best value of all epochs. */
        @JsonProperty("best")
        BEST
    }

    /** A caution about values that are ranked by this objective; null if there is none. */
    @Nullable
    String caution() {
        return series.startsWith("test.")
                ? "the configurations are ranked by the test data, so the best value is biased and is not an estimate"
                        + " for other data; rank by a validation series and report the test value of the chosen"
                        + " configuration"
                : null;
    }
}
