package dev.backspike.common.spec.reading;

import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import dev.backspike.common.spec.ValidationSpec;
import dev.backspike.common.spec.ValidationSpec.File;
import dev.backspike.common.spec.ValidationSpec.Fold;
import dev.backspike.common.spec.ValidationSpec.Fraction;
import dev.backspike.common.spec.ValidationSpec.Part;
import dev.backspike.common.spec.ValidationSpec.Speakers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code /dataset/validation}. */
final class ValidationReader {

    private static final Range FRACTION = new Range(0, true, 0.9);
    private static final Range FOLDS = new Range(2, true, 1000);

    private ValidationReader() {}

    /** Reads a fraction or a fold, for data without speakers. */
    static Part part(Fields in) {
        Parts parts = Parts.read(in);
        if (parts.given() > 1) {
            in.error("must have only one of fraction and fold");
        }
        return parts.chosen(in);
    }

    /** Reads at most one of the kinds, for data that have speakers and may have a validation file. */
    static ValidationSpec any(Fields in) {
        Parts parts = Parts.read(in);
        @Nullable List<Integer> speakers = in.optionalIntegers("speakers", Range.SEED32);
        @Nullable String file = in.optionalText("file");
        int given = parts.given() + (speakers == null ? 0 : 1) + (file == null ? 0 : 1);
        if (given > 1) {
            in.error("must have only one of fraction, fold, speakers and file, has " + given);
        }
        if (file != null) {
            return new File(file);
        }
        return speakers != null ? speakers(in, speakers) : parts.chosen(in);
    }

    /** The fields that determine the part of each class used for validation; null if absent. */
    private record Parts(
            @Nullable Double fraction,
            @Nullable Integer fold,
            @Nullable Integer of) {

        static Parts read(Fields in) {
            return new Parts(
                    in.optionalNumber("fraction", FRACTION),
                    in.optionalInteger("fold", Range.COUNT),
                    in.optionalInteger("of", FOLDS));
        }

        int given() {
            return (fraction == null ? 0 : 1) + (fold == null ? 0 : 1);
        }

        Part chosen(Fields in) {
            if (fold == null && of == null) {
                return fraction == null ? ValidationSpec.NONE : new Fraction(fraction);
            }
            if (fold == null || of == null) {
                in.error(fold == null ? "fold" : "of", "is required");
                return ValidationSpec.NONE;
            }
            if (fold > of) {
                in.error("fold", "must be at most of (" + of + "), was " + fold);
            }
            return new Fold(fold, of);
        }
    }

    private static Speakers speakers(Fields in, List<Integer> speakers) {
        Set<Integer> seen = new HashSet<>();
        for (int speaker : speakers) {
            if (!seen.add(speaker)) {
                in.error("speakers", "names speaker " + speaker + " twice; name each once");
            }
        }
        return new Speakers(speakers);
    }
}
