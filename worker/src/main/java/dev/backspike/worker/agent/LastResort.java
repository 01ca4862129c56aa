package dev.backspike.worker.agent;

import java.time.Duration;

/**
 * What is done about a training whose thread goes on after it was told to stop. A thread cannot be ended from outside;
 * its attempt is, so that the service can go on without it.
 *
 * @param patience for how long the training may take to stop
 * @param action runs once the attempt has ended; the thread and its slot are still taken
 */
public record LastResort(Duration patience, Runnable action) {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Exit status of a worker that ends itself. */
    private static final int STUCK = 5;

    /** For a worker that shares its process with the service: the slot is lost until the process is restarted. */
    public static LastResort endAttempt() {
        return new LastResort(PATIENCE, () -> {});
    }

    /** For a worker in a process of its own, which whoever started it starts again; other attempts are resumed. */
    public static LastResort endProcess() {
        return new LastResort(PATIENCE, () -> Runtime.getRuntime().halt(STUCK));
    }
}
