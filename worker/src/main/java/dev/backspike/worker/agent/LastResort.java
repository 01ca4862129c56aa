package dev.backspike.worker.agent;

import java.time.Duration;

/**
 * How to handle a training whose thread does not stop when asked to. A thread cannot be ended from outside; the attempt
 * is ended instead, so that the service can lease the job again.
 *
 * @param patience how long the training may take to stop
 * @param action runs once the attempt has ended; the thread and its slot are still taken
 */
public record LastResort(Duration patience, Runnable action) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Exit status of a worker that ends itself because of a stuck thread. */
    private static final int STUCK = 5;

    /**
     * Ends only the attempt, for a worker that shares its process with the service: the slot is lost until the process
     * is restarted.
     */
    public static LastResort endAttempt() {
        return new LastResort(PATIENCE, () -> {});
    }

    /**
     * Ends the process, for a worker in a separate process, which its supervisor restarts; other attempts are resumed.
     */
    public static LastResort endProcess() {
        return new LastResort(PATIENCE, () -> Runtime.getRuntime().halt(STUCK));
    }
}
