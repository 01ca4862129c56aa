package dev.backspike.worker;

import dev.backspike.common.protocol.WorkerExit;
import dev.backspike.engine.DeviceException;

/** The worker is to use CUDA, and no device of its machine works. */
final class NoWorkingDeviceException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    NoWorkingDeviceException(DeviceException why) {
        super(
                "backspike.worker.device is cuda, but no CUDA device works here: " + why.getMessage()
                        + ". With auto, the worker would use the CPU instead.",
                why);
    }

    /** The exit status that tells a launcher or a parent about it. */
    int exitStatus() {
        return WorkerExit.NO_WORKING_DEVICE;
    }
}
