package dev.backspike.engine;

/** A phase was interrupted on request. The engine's parameters are those before the batch. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("stopped on request", null, false, false);
    }
}
