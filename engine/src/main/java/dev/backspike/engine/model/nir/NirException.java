package dev.backspike.engine.model.nir;

/** A network has no form in NIR, or a NIR file none as a network here; the message names what is in the way and why. */
public final class NirException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NirException(String message) {
        super(message);
    }

    NirException(String message, Throwable cause) {
        super(message, cause);
    }
}
