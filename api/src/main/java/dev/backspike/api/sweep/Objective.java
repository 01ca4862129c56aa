package dev.backspike.api.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The value by which the runs of a sweep are compared.
 *
 * @param series a loss or an accuracy; a series of the test data is allowed except with {@code halving}, and the
 *     results then have a {@code caution}, as a value chosen on the test data is no estimate for other data
 * @param goal whether larger or smaller values are better; by default {@code max} for an accuracy, {@code min} for a
 *     loss
 * @param value which value represents a run that has ended: of the {@code last} epoch, or the {@code best} one, which
 *     is biased upwards
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
