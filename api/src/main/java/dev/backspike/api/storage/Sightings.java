package dev.backspike.api.storage;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells which things have been there for long, by how often they were seen and not by their own times: when a clock is
 * set forward, everything seems old. The time between two sightings is monotonic, so that a thing counts as old only if
 * this process has seen it as it is for that long.
 *
 * @param <T> what is seen; equal as long as it has not changed
 */
public final class Sightings<T> {

    private final LongSupplier nanoTime;
    private Map<T, Long> firstSeen = new HashMap<>();

    /** @param nanoTime monotonic time */
    public Sightings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes note of everything that is there, and forgets what is not any more.
     *
     * @return what has been there for at least this long
     */
    public synchronized Set<T> thereFor(Duration age, Iterable<T> all) {
        long now = nanoTime.getAsLong();
        Map<T, Long> seen = new HashMap<>();
        Set<T> old = new HashSet<>();
        for (T one : all) {
            long since = firstSeen.getOrDefault(one, now);
            seen.put(one, since);
            if (now - since >= age.toNanos()) {
                old.add(one);
            }
        }
        firstSeen = seen;
        return old;
    }
}
