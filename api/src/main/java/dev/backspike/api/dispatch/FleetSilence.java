package dev.backspike.api.dispatch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When most of a fleet falls silent at once, the fault is likelier in what connects it to the service than in each of
 * its machines. Then nobody's attempts are given away, but not for ever.
 *
 * @param since when it began; null while it is not so
 * @param frozen whether attempts are kept for their silent workers
 */
record FleetSilence(@Nullable Instant since, boolean frozen) {

    /** That few workers can well fail together. */
    static final int SMALLEST = 4;

    /**
     * @param before since when it has been so, as of the last look
     * @param silent how many workers have let all their attempts lapse
     * @param busy how many workers have attempts
     */
    static FleetSilence judge(@Nullable Instant before, long silent, long busy, Instant now, Duration longest) {
        if (silent < SMALLEST || 2 * silent <= busy) {
            return new FleetSilence(null, false);
        }
        Instant since = before == null ? now : before;
        return new FleetSilence(since, now.isBefore(since.plus(longest)));
    }
}
