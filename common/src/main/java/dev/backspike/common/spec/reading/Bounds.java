package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Range;

/**
 * Bounds of the numbers of a specification, wide enough for any use and narrow enough that products and ratios of a few
 * of them are finite in single precision (3.4e38), in which the clock solver computes.
 */
public final class Bounds {

    /** The largest magnitude of a number. */
    public static final double LARGEST = 1e9;

    /** The smallest number where one must be greater than 0. */
    public static final double SMALLEST = 1e-9;

    private static final String WHY = "beyond that, single-precision arithmetic overflows or loses it";

    static final Range ANY = new Range(-LARGEST, true, LARGEST, WHY);
    static final Range NOT_NEGATIVE = new Range(0, true, LARGEST, WHY);
    static final Range POSITIVE = new Range(SMALLEST, true, LARGEST, WHY);
    /** The range of constants that keep a denominator away from 0. */
    static final Range EPSILON = new Range(1e-30, true, LARGEST, WHY);

    static final Range NEURONS = new Range(1, true, 1 << 20, "larger populations do not fit into memory");
    /** Rows, columns or channels of a shape. */
    static final Range EXTENT = new Range(1, true, 1 << 20, "larger populations do not fit into memory");

    private static final String WINDOW_WHY =
            "products of a kernel's size, its dilation and padding have to fit 32 bits";
    /** Rows or columns of a kernel, and the steps of a window: {@code dilation * (kernel - 1)} fits an int. */
    static final Range WINDOW = new Range(1, true, 1 << 10, WINDOW_WHY);

    static final Range PADDING = new Range(0, true, 1 << 10, WINDOW_WHY);
    static final Range BATCH = new Range(1, true, 1 << 20, "a batch is held in memory");
    static final Range SAMPLES = new Range(1, true, 10_000_000, "generated samples are held in memory");

    private Bounds() {}
}
