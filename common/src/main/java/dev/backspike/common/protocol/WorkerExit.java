package dev.backspike.common.protocol;

import dev.backspike.common.code.FailureCode;

/**
 * The exit statuses with which a worker's process ends before its attempts do. Its parent or the cluster reads them on
 * behalf of the service.
 */
public final class WorkerExit {

    /** The JVM under ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;
    /** A CUDA device has failed, which this process cannot use again. */
    public static final int DEVICE_LOST = 8;
    /** The worker requires CUDA, and no device works. */
    public static final int NO_WORKING_DEVICE = 9;
    /** Statuses above this one mean that a signal ended the process. */
    public static final int SIGNAL = 128;

    private static final int SIGKILL = 9;

    private WorkerExit() {}

    /** Returns why the attempts fail that the worker had. */
    public static FailureCode failure(int status) {
        return switch (status) {
            case OUT_OF_MEMORY -> FailureCode.OUT_OF_MEMORY;
            case DEVICE_LOST -> FailureCode.DEVICE_LOST;
            case NO_WORKING_DEVICE -> FailureCode.NO_WORKING_DEVICE;
            case SIGNAL + SIGKILL -> FailureCode.WORKER_KILLED;
            default -> FailureCode.WORKER_CRASHED;
        };
    }
}
