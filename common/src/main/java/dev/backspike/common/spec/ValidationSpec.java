package dev.backspike.common.spec;

import java.util.List;

/** Which samples are for validation: an object of exactly one field, which is the kind's name. */
public sealed interface ValidationSpec {

    ValidationSpec NONE = new Fraction(0);

    /**
     * The last samples of each class of the training data.
     *
     * @param fraction of each class, 0 for no validation
     */
    record Fraction(double fraction) implements ValidationSpec {}

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
