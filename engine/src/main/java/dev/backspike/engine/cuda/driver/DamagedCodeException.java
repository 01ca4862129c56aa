package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.DeviceException;

/** The driver does not recognise what it was given as compiled kernels. */
final class DamagedCodeException extends DeviceException {

    private static final long serialVersionUID = 1L;

    DamagedCodeException(String message) {
        super(message);
    }
}
