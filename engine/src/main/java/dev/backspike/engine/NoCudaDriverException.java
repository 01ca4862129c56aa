package dev.backspike.engine;

/** This machine has no CUDA driver, or its devices are hidden from the process: nothing is broken. */
public final class NoCudaDriverException extends DeviceException {

    private static final long serialVersionUID = 1L;

    public NoCudaDriverException(String message) {
        super(message);
    }
}
