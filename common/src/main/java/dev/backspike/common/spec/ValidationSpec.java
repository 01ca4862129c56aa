package dev.backspike.common.spec;

import java.util.List;

/** Which samples are for validation: an object of exactly one field, which is the kind's name. */
public sealed interface ValidationSpec {

    Part NONE = new Fraction(0);

    /** A part of each class, which any data file can spare. */
    sealed interface Part extends ValidationSpec {}

    /**
     * The last samples of each class of the training data.
     *
     * @param fraction of each class, 0 for no validation
     */
    record Fraction(double fraction) implements Part {}

    /**
     * One of equal parts for cross-validation: of each class every {@code of}th sample, beginning with number
     * {@code fold}. Each sample is in exactly one of the folds 1 to {@code of}.
     */
    record Fold(int fold, int of) implements Part {}

    /** All samples of these speakers of the training file, so that the network is judged on voices it has not heard. */
    record Speakers(List<Integer> speakers) implements ValidationSpec {

        public Speakers {
            speakers = List.copyOf(speakers);
        }
    }

    /**
     * A file of its own, as the Spiking Speech Commands have.
     *
     * @param file relative to the operator's data-set directory
     */
    record File(String file) implements ValidationSpec {}
}
