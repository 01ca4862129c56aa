package dev.backspike.common.json;

import java.util.List;
import java.util.stream.Collectors;

/** A document that cannot be accepted; carries every error found, in document order. */
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

    /** At least one error. */
    public List<SpecError> errors() {
        return errors;
    }
}
