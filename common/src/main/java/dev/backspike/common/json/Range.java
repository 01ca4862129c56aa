package dev.backspike.common.json;

import java.util.function.Consumer;

/** Which numbers a field accepts. */
public record Range(double min, boolean minIncluded, double max) {

    public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY);
    public static final Range POSITIVE = new Range(0, false, Double.POSITIVE_INFINITY);
    public static final Range NOT_NEGATIVE = new Range(0, true, Double.POSITIVE_INFINITY);
    public static final Range COUNT = new Range(1, true, Integer.MAX_VALUE);
    public static final Range SEED32 = new Range(0, true, Integer.MAX_VALUE);

    double check(double value, Consumer<String> error) {
        boolean aboveMin = minIncluded ? value >= min : value > min;
        if (!aboveMin || !(value <= max) || Double.isInfinite(value)) {
            error.accept("must be " + this + ", was " + plain(value));
            return minIncluded ? min : Math.min(max, min + 1);
        }
        return value;
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
