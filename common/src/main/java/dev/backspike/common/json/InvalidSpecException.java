package dev.backspike.common.json;

import java.util.List;
import java.util.stream.Collectors;

/** A document is invalid; the exception carries every error, in document order. */
public final class InvalidSpecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<SpecError> errors;

    public InvalidSpecException(List<SpecError> errors) {
        super(errors.stream().map(e -> e.pointer() + " " + e.message()).collect(Collectors.joining("; ")));
        this.errors = List.copyOf(errors);
    }

    public InvalidSpecException(String pointer, String message) {
        this(List.of(new SpecError(pointer, message)));
    }

    /** Returns the errors, at least one. */
    public List<SpecError> errors() {
        return errors;
    }
}
