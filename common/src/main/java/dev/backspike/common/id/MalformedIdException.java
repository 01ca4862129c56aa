package dev.backspike.common.id;

/** A text that does not have the form of the identifier that it should be. The message says what the form is. */
public final class MalformedIdException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String code;

    MalformedIdException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Stable word for programs, such as {@code bad-job-id}. */
    public String code() {
        return code;
    }

    /** What the text must be and what it was, to follow the name of the field. */
    public String rule() {
        return String.valueOf(getMessage());
    }
}
