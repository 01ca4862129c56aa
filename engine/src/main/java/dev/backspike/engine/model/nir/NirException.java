package dev.backspike.engine.model.nir;

import dev.backspike.common.json.SpecError;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A network cannot be expressed in NIR, or a NIR file cannot be imported; the message names the obstacle and the
 * reason.
 */
public final class NirException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MOST_SHOWN = 20;

    private final transient List<SpecError> errors;

    NirException(String message) {
        super(message);
        this.errors = List.of();
    }

    NirException(String message, Throwable cause) {
        super(message, cause);
        this.errors = List.of();
    }

    /** @param errors at least one, each with the path of the object within the file */
    NirException(List<SpecError> errors) {
        super(text(errors));
        this.errors = List.copyOf(errors);
    }

    /** Each with the path of the object within the file; empty if the message says all. */
    public List<SpecError> errors() {
        return errors;
    }

    private static String text(List<SpecError> errors) {
        String shown = errors.stream().limit(MOST_SHOWN).map(SpecError::message).collect(Collectors.joining("; "));
        return errors.size() > MOST_SHOWN ? shown + "; and " + (errors.size() - MOST_SHOWN) + " more" : shown;
    }
}
