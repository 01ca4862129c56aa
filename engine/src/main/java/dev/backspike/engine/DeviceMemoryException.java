package dev.backspike.engine;

/** The device has too little memory, even for the smallest micro-batches. */
public final class DeviceMemoryException extends DeviceException {

    private static final long serialVersionUID = 1L;

    public DeviceMemoryException(String message) {
        super(message);
    }
}
