package dev.backspike.engine;

/** A valid network that an engine cannot run; the message says why, to whoever specified it. */
public final class UnsupportedNetworkException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public UnsupportedNetworkException(String message) {
        super(message);
    }
}
