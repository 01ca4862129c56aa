package dev.backspike.engine.dataset;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.DelayLineSpec;
import dev.backspike.common.spec.ValidationSpec;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a data set, all with the same units and classes.
 *
 * @param validation null if the specification keeps none
 */
public record Splits(Dataset train, @Nullable Dataset validation, Dataset test) {

    /**
     * @param kept what of {@code train} is for validation
     * @throws InvalidSpecException if that is nothing, though something was asked for
     */
    static Splits holdingOut(Dataset train, ValidationSpec.Part kept, Dataset test) {
        if (kept.equals(ValidationSpec.NONE)) {
            return new Splits(train, null, test);
        }
        return switch (kept) {
            case ValidationSpec.Fraction(double fraction) ->
                halves(
                        Subset.holdOut(train, fraction),
                        test,
                        "/dataset/validation/fraction",
                        "keeps no sample of any class; make it larger, or 0 for none");
            case ValidationSpec.Fold fold ->
                halves(
                        Subset.holdOut(train, fold),
                        test,
                        "/dataset/validation/fold",
                        "keeps no sample: no class has " + fold.fold() + "; ask for fewer folds");
        };
    }

    private static Splits halves(Subset[] parts, Dataset test, String pointer, String whenEmpty) {
        if (parts[1].size() == 0) {
            throw new InvalidSpecException(pointer, whenEmpty);
        }
        return new Splits(parts[0], parts[1], test);
    }

    /** The same samples behind a delay line. */
    Splits behind(DelayLineSpec line) {
        return new Splits(
                DelayLine.of(train, line),
                validation == null ? null : DelayLine.of(validation, line),
                DelayLine.of(test, line));
    }
}
