package dev.backspike.common.id;

import dev.backspike.common.code.ProblemCode;

/** A text does not have the form of the required identifier. The message states the form. */
public final class MalformedIdException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;

    MalformedIdException(ProblemCode code, String message) {
        super(message);
        this.code = code;
    }

    public ProblemCode code() {
        return code;
    }

    /**
     * Returns the required form and the actual text, as the end of a sentence that begins with the name of the field.
     */
    public String rule() {
        return String.valueOf(getMessage());
    }
}
