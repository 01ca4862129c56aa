package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.ValidationSpec;
import dev.backspike.common.spec.ValidationSpec.File;
import dev.backspike.common.spec.ValidationSpec.Fold;
import dev.backspike.common.spec.ValidationSpec.Fraction;
import dev.backspike.common.spec.ValidationSpec.Part;
import dev.backspike.common.spec.ValidationSpec.Speakers;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code /dataset/validation}. */
final class ValidationReader {

    private static final Range FRACTION = new Range(0, true, 0.9);
    private static final Range FOLDS = new Range(2, true, 1000);

    private ValidationReader() {}

    /** A fraction or a fold, for data that have no more than classes. */
    static Part part(Fields in) {
        int given = given(in, "fraction", "fold");
        if (given > 1) {
            in.error("must have only one of fraction and fold");
        }
        return readPart(in);
    }

    /** At most one of the kinds, for data that have speakers and may have a validation file. */
    static ValidationSpec any(Fields in) {
        int given = given(in, "fraction", "fold", "speakers", "file");
        if (given > 1) {
            in.error("must have only one of fraction, fold, speakers and file, has " + given);
        }
        ValidationSpec chosen = readPart(in);
        if (in.has("speakers")) {
            chosen = speakers(in);
        }
        if (in.has("file")) {
            chosen = new File(in.text("file"));
        }
        return chosen;
    }

    private static int given(Fields in, String... kinds) {
        return (int) Arrays.stream(kinds).filter(in::has).count();
    }

    private static Part readPart(Fields in) {
        Fraction fraction = new Fraction(in.number("fraction", 0, FRACTION));
        if (!in.has("fold") && !in.has("of")) {
            return fraction;
        }
        int of = (int) in.integer("of", FOLDS);
        int fold = (int) in.integer("fold", Range.COUNT);
        if (in.has("of") && fold > of) {
            in.error("fold", "must be at most of (" + of + "), was " + fold);
        }
        return new Fold(fold, of);
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
