package dev.backspike.engine.model;

import dev.backspike.common.json.SpecError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model file is damaged, or contains something that has no counterpart here; the message continues after the file's
 * name.
 */
public final class UnreadableModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<SpecError> errors;

    UnreadableModelException(String problem, @Nullable Throwable cause) {
        this(problem, List.of(), cause);
    }

    UnreadableModelException(String problem, List<SpecError> errors, @Nullable Throwable cause) {
        super(problem, cause);
        this.errors = List.copyOf(errors);
    }

    /** Each with the path of the object within the file; empty if the message says all. */
    public List<SpecError> errors() {
        return errors;
    }
}
