package dev.backspike.api.localworker;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.FailureKind;

/**
 * What the exit status of the worker's process says.
 *
 * @param kind of failure that this is for the attempt that was running
 * @param code stable word for programs
 */
record EndOfWorker(FailureKind kind, FailureCode code, String message) {

    /** What the JVM exits with under ExitOnOutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;
    /** From here on a signal ended it. */
    private static final int SIGNAL = 128;

    private static final int SIGKILL = 9;

    static EndOfWorker of(int status) {
        if (status == OUT_OF_MEMORY) {
            return new EndOfWorker(
                    FailureKind.OUT_OF_MEMORY,
                    FailureCode.OUT_OF_MEMORY,
                    "ran out of memory and ended; give it more heap (backspike.worker.process.heap)");
        }
        if (status == SIGNAL + SIGKILL) {
            return new EndOfWorker(
                    FailureKind.INFRASTRUCTURE,
                    FailureCode.WORKER_KILLED,
                    "was killed, by an operator or by the system for lack of memory");
        }
        String how = status > SIGNAL ? "of signal " + (status - SIGNAL) : "with exit status " + status;
        return new EndOfWorker(FailureKind.UNEXPECTED, FailureCode.WORKER_CRASHED, "ended unexpectedly, " + how);
    }
}
