package dev.backspike.engine;

/**
 * A fault of a device that ends its use by this process: after an uncorrectable memory error, an illegal address or a
 * kernel that failed, every further call fails with the same error until the process ends. A network that ran on the
 * device is not necessarily at fault.
 */
public final class DeviceLostException extends DeviceException {

    private static final long serialVersionUID = 1L;

    public DeviceLostException(String message) {
        super(message);
    }
}
