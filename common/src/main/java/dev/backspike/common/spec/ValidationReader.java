package dev.backspike.common.spec;

import dev.backspike.common.spec.ValidationSpec.File;
import dev.backspike.common.spec.ValidationSpec.Fraction;
import dev.backspike.common.spec.ValidationSpec.Speakers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code /dataset/validation}. */
final class ValidationReader {

    private static final Range FRACTION = new Range(0, true, 0.9);

    private ValidationReader() {}

    static Fraction fraction(Fields in) {
        return new Fraction(in.number("fraction", 0, FRACTION));
    }

    /** At most one of the kinds, for data that have speakers and may have a validation file. */
    static ValidationSpec any(Fields in) {
        Fraction fraction = fraction(in);
        ValidationSpec chosen = fraction;
        int given = in.has("fraction") ? 1 : 0;
        if (in.has("speakers")) {
            given++;
            chosen = speakers(in);
        }
        if (in.has("file")) {
            given++;
            chosen = new File(in.text("file"));
        }
        if (given > 1) {
            in.error("must have only one of fraction, speakers and file, has " + given);
        }
        return chosen;
    }

    private static Speakers speakers(Fields in) {
        List<Integer> speakers = in.integers("speakers", Range.SEED32);
        Set<Integer> seen = new HashSet<>();
        for (int speaker : speakers) {
            if (!seen.add(speaker)) {
                in.error("speakers", "names speaker " + speaker + " twice; name each once");
            }
        }
        return new Speakers(speakers);
    }
}
