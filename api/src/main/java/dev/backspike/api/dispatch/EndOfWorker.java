package dev.backspike.api.dispatch;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.protocol.WorkerExit;

/**
 * The meaning of the exit status of the worker's process.
 *
 * @param code code of the failure
 */
public record EndOfWorker(FailureCode code, String message) {

    public static EndOfWorker of(int status) {
        FailureCode code = WorkerExit.failure(status);
        return new EndOfWorker(
                code,
                switch (code) {
                    case OUT_OF_MEMORY ->
                        "ran out of memory and ended; give it more heap (backspike.worker.process.heap for the worker"
                                + " of the service, -Xmx in JDK_JAVA_OPTIONS for a separate one)";
                    case DEVICE_LOST -> "lost its CUDA device to a fault and ended; it is started again";
                    case NO_WORKING_DEVICE ->
                        "found no CUDA device that works, which backspike.worker.device=cuda requires; its log names"
                                + " the remedy";
                    case WORKER_KILLED -> "was killed, by an operator or by the system for lack of memory";
                    default -> "ended unexpectedly, " + how(status);
                });
    }

    private static String how(int status) {
        return status > WorkerExit.SIGNAL ? "of signal " + (status - WorkerExit.SIGNAL) : "with exit status " + status;
    }
}
