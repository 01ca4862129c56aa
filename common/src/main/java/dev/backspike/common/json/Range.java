package dev.backspike.common.json;

import java.util.function.Consumer;

/**
 * The range of numbers that a field accepts.
 *
 * @param why why numbers outside are rejected, the end of the error message; empty if the range needs no explanation
 */
public record Range(double min, boolean minIncluded, double max, String why) {

    public static final Range COUNT = new Range(1, true, Integer.MAX_VALUE);
    public static final Range SEED32 = new Range(0, true, Integer.MAX_VALUE);
    /** Any number. */
    public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY);

    public Range(double min, boolean minIncluded, double max) {
        this(min, minIncluded, max, "");
    }

    double check(double value, Consumer<String> error) {
        boolean aboveMin = minIncluded ? value >= min : value > min;
        if (aboveMin && value <= max && !Double.isInfinite(value)) {
            return value;
        }
        // A tiny minimum exists only for the arithmetic; to the user, the sign is the error.
        boolean wrongSign = !why.isEmpty() && (min == 0 ? value < 0 : value <= 0 && min > 0 && min < 1);
        String range = !wrongSign ? toString() : min == 0 ? "at least 0" : "greater than 0";
        error.accept("must be " + range + ", was " + plain(value) + (wrongSign || why.isEmpty() ? "" : ": " + why));
        return minIncluded ? min : Math.min(max, min + 1);
    }

    @Override
    public String toString() {
        String lower =
                min == Double.NEGATIVE_INFINITY ? "finite" : (minIncluded ? "at least " : "greater than ") + plain(min);
        return max == Double.POSITIVE_INFINITY ? lower : lower + " and at most " + plain(max);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
