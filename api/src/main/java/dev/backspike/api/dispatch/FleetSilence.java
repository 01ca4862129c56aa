package dev.backspike.api.dispatch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether most workers have fallen silent at once. The cause is then more likely the network than every machine, so no
 * lease is withdrawn for a limited time.
 *
 * @param since since when most workers have been silent; null while they are not
 * @param suspended whether the leases of silent workers are kept
 */
record FleetSilence(@Nullable Instant since, boolean suspended) {

    /** Fewer workers than this may well fail together. */
    static final int SMALLEST = 4;

    /**
     * @param before since when most workers had been silent at the last pass; null if they were not
     * @param silent the number of workers none of whose leases is renewed
     * @param busy the number of workers that hold attempts
     */
    static FleetSilence judge(@Nullable Instant before, long silent, long busy, Instant now, Duration longest) {
        if (silent < SMALLEST || 2 * silent <= busy) {
            return new FleetSilence(null, false);
        }
        Instant since = before == null ? now : before;
        return new FleetSilence(since, now.isBefore(since.plus(longest)));
    }
}
