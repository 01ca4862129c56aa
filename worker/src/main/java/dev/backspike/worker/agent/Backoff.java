package dev.backspike.worker.agent;

import java.time.Duration;

/** Delays between retries, doubling from 250 ms to 5 s. Used by one thread. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = FIRST;

    /** Whether a request has failed since the start or the last {@link #reset}. */
    boolean failing() {
        return next.compareTo(FIRST) > 0;
    }

    Duration next() {
        Duration now = next;
        next = now.multipliedBy(2).compareTo(LONGEST) < 0 ? now.multipliedBy(2) : LONGEST;
        return now;
    }

    void reset() {
        next = FIRST;
    }
}
