package dev.backspike.engine.model;

import org.jspecify.annotations.Nullable;

/** A model file is damaged, or says what has no counterpart here; the message goes on after the file's name. */
public final class UnreadableModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableModelException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
