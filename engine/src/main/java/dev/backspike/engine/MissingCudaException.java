package dev.backspike.engine;

/** This machine lacks something that CUDA needs; the message says what to install. */
public final class MissingCudaException extends DeviceException {

    private static final long serialVersionUID = 1L;

    public MissingCudaException(String message) {
        super(message);
    }
}
