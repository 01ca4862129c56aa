package dev.backspike.engine;

/** An engine cannot run a valid network; the message tells the user why. */
public final class UnsupportedNetworkException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public UnsupportedNetworkException(String message) {
        super(message);
    }
}
