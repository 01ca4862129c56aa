package dev.backspike.engine;

/** A CUDA device, its driver or its compiler failed; the message says what was being done. */
public class DeviceException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    public DeviceException(String message) {
        super(message);
    }
}
