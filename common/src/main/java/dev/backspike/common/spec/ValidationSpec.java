package dev.backspike.common.spec;

import java.util.List;

/** Which samples are for validation: by a fraction, by a fold, by speakers or by a file, and only one of these. */
public sealed interface ValidationSpec {

    Part NONE = new Fraction(0);

    /** A part of each class, which any data file can spare. */
    sealed interface Part extends ValidationSpec {}

    /**
     * The last samples of each class of the training data.
     *
     * @param fraction the last samples of each class of the training data, as a fraction; 0 for no validation
     */
    record Fraction(double fraction) implements Part {}

    /**
     * One of equal parts for cross-validation: of each class every {@code of}th sample, beginning with number
     * {@code fold}. Each sample is in exactly one of the folds 1 to {@code of}.
     *
     * @param fold number of the fold that is for validation, from 1; requires {@code of}
     * @param of number of folds
     */
    record Fold(int fold, int of) implements Part {}

    /**
     * All samples of these speakers of the training file, so that the network is judged on voices that it has not
     * heard.
     *
     * @param speakers numbers of speakers, each once
     */
    record Speakers(List<Integer> speakers) implements ValidationSpec {

        public Speakers {
            speakers = List.copyOf(speakers);
        }
    }

    /**
     * A file of its own, as the Spiking Speech Commands have.
     *
     * @param file a file of validation samples, named like the other files
     */
    record File(String file) implements ValidationSpec {}
}
