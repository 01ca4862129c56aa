package dev.backspike.api.dispatch;

import dev.backspike.common.code.FailureCode;

/**
 * The meaning of the exit status of the worker's process.
 *
 * @param code code of the failure
 */
public record EndOfWorker(FailureCode code, String message) {

    /** Exit status of the JVM under ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;
    /** Exit statuses of a worker whose CUDA device has failed, and of one that requires CUDA and finds no device. */
    private static final int DEVICE_LOST = 8;

    private static final int NO_WORKING_DEVICE = 9;
    /** Statuses above this one mean that a signal ended the process. */
    private static final int SIGNAL = 128;

    private static final int SIGKILL = 9;

    public static EndOfWorker of(int status) {
        if (status == OUT_OF_MEMORY) {
            return new EndOfWorker(
                    FailureCode.OUT_OF_MEMORY,
                    "ran out of memory and ended; give it more heap (backspike.worker.process.heap for the worker of the"
                            + " service, -Xmx in JDK_JAVA_OPTIONS for a separate one)");
        }
        if (status == DEVICE_LOST) {
            return new EndOfWorker(
                    FailureCode.DEVICE_LOST, "lost its CUDA device to a fault and ended; it is started again");
        }
        if (status == NO_WORKING_DEVICE) {
            return new EndOfWorker(
                    FailureCode.NO_WORKING_DEVICE,
                    "found no CUDA device that works, which backspike.worker.device=cuda requires; its log names the"
                            + " remedy");
        }
        if (status == SIGNAL + SIGKILL) {
            return new EndOfWorker(
                    FailureCode.WORKER_KILLED, "was killed, by an operator or by the system for lack of memory");
        }
        String how = status > SIGNAL ? "of signal " + (status - SIGNAL) : "with exit status " + status;
        return new EndOfWorker(FailureCode.WORKER_CRASHED, "ended unexpectedly, " + how);
    }
}
