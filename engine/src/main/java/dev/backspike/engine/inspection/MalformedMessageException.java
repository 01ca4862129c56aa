package dev.backspike.engine.inspection;

import java.io.IOException;

/** Signals that an {@link InspectionChild} or the service has sent bytes that are not a message of their protocol. */
public final class MalformedMessageException extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
        super(message);
    }
}
