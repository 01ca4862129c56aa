package dev.backspike.engine.model.nir;

import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Converts between NIR's seconds and the milliseconds used here. The decimal point is moved in the shortest text of a
 * number, so that 20 ms are 0.02 s and 0.02 s are 20 ms, also where the 0.02 was a float; a product would leave an
 * error in the last place.
 */
final class Seconds {

    private Seconds() {}

    static double of(double ms) {
        return moved(ms, -3);
    }

    static double[] of(double[] ms) {
        return Arrays.stream(ms).map(Seconds::of).toArray();
    }

    static double toMs(double seconds) {
        return moved(seconds, 3);
    }

    /** The shortest decimal text of a number as float or double, with its point moved. */
    static double moved(double value, int places) {
        float narrow = (float) value;
        return new BigDecimal(narrow == value ? Float.toString(narrow) : Double.toString(value))
                .movePointRight(places)
                .doubleValue();
    }
}
