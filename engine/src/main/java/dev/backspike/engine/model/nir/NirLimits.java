package dev.backspike.engine.model.nir;

import dev.backspike.common.spec.reading.Bounds;

/** The limits of a job specification for its numbers, beyond which single precision overflows or underflows. */
final class NirLimits {

    static final double LARGEST = Bounds.LARGEST;
    /** The smallest time above 0, ms. */
    static final double SHORTEST = Bounds.SMALLEST;

    private NirLimits() {}

    /** @return the index of the first number whose size is not allowed, or -1 */
    static int beyond(double[] values) {
        for (int k = 0; k < values.length; k++) {
            if (!(Math.abs(values[k]) <= LARGEST)) {
                return k;
            }
        }
        return -1;
    }
}
