package dev.backspike.api.storage;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Records since when this process has seen things unchanged, by monotonic time. The times that files carry do not
 * serve: when a clock is set forward, every file seems old.
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
     * Records everything that exists now, and forgets what no longer does.
     *
     * @return what has existed unchanged for at least this long
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
