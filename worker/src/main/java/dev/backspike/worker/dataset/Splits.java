package dev.backspike.worker.dataset;

import dev.backspike.common.spec.DelayLineSpec;
import dev.backspike.common.spec.InvalidSpecException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a data set, all with the same units and classes.
 *
 * @param validation null if the specification keeps none
 */
public record Splits(Dataset train, @Nullable Dataset validation, Dataset test) {

    /**
     * @param fraction of {@code train} kept for validation, 0 for none
     * @throws InvalidSpecException if the fraction keeps nothing
     */
    static Splits holdingOut(Dataset train, double fraction, Dataset test) {
        if (fraction == 0) {
            return new Splits(train, null, test);
        }
        Subset[] parts = Subset.holdOut(train, fraction);
        if (parts[1].size() == 0) {
            throw new InvalidSpecException(
                    "/dataset/validation/fraction", "keeps no sample of any class; make it larger, or 0 for none");
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
