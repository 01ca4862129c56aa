package dev.backspike.common.id;

import dev.backspike.common.code.ProblemCode;

/** A text that does not have the form of the identifier that it should be. The message says what the form is. */
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

    /** What the text must be and what it was, to follow the name of the field. */
    public String rule() {
        return String.valueOf(getMessage());
    }
}
