package dev.backspike.common.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value stands in a document, and the list of errors that the whole document shares.
 *
 * @param pointer JSON pointer of the value
 */
record Place(String pointer, List<SpecError> errors) {

    /** Returns a place whose errors are discarded, for placeholders. */
    static Place discarding() {
        return new Place("", new ArrayList<>());
    }

    Place of(String field) {
        return new Place(pointer + "/" + SpecError.token(field), errors);
    }

    Place of(int index) {
        return new Place(pointer + "/" + index, errors);
    }

    void error(String message) {
        errors.add(new SpecError(pointer, message));
    }
}
