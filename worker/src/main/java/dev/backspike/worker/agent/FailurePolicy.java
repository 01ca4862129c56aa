package dev.backspike.worker.agent;

import dev.backspike.common.protocol.WorkerExit;
import java.time.Duration;

/**
 * What a worker does about failures that it cannot repair within its process. A thread that ignores the request to stop
 * cannot be ended from outside: its attempt is ended instead, so that the service can lease the job again. A CUDA
 * device that has failed cannot be used again by the process: the attempts are handed back.
 *
 * @param patience how long a training may take to stop
 * @param onStuck runs once the attempt of a training that does not stop has ended; the thread and its slot are still
 *     taken
 * @param onDeviceLost runs once the attempts of a worker that has lost a device have been handed back; the worker takes
 *     no others
 */
public record FailurePolicy(Duration patience, Runnable onStuck, Runnable onDeviceLost) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Exit status of a worker that ends itself because of a stuck thread. */
    private static final int STUCK = 5;

    /**
     * Ends only the attempt, for a worker that shares its process with the service: the slot, or with a device the
     * whole worker, is lost until the process is restarted.
     */
    public static FailurePolicy endAttempt() {
        return new FailurePolicy(PATIENCE, () -> {}, () -> {});
    }

    /**
     * Ends the process, for a worker in a separate process, which its supervisor restarts; other attempts are resumed.
     */
    public static FailurePolicy endProcess() {
        return new FailurePolicy(
                PATIENCE,
                () -> Runtime.getRuntime().halt(STUCK),
                () -> Runtime.getRuntime().halt(WorkerExit.DEVICE_LOST));
    }
}
