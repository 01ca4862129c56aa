package dev.backspike.api.dispatch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker as it last introduced itself.
 *
 * @param onlyJob the job that it was started for; null if it takes any
 * @param drain null while it accepts work
 */
record Worker(
        String name,
        String device,
        int threads,
        int freeSlots,
        @Nullable String onlyJob,
        @Nullable Drain drain,
        Instant connectedAt,
        Instant seenAt) {}
