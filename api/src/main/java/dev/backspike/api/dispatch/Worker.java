package dev.backspike.api.dispatch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker as it last introduced itself.
 *
 * @param drain null while it accepts work
 */
record Worker(
        String name,
        String device,
        int threads,
        int freeSlots,
        @Nullable Drain drain,
        Instant connectedAt,
        Instant seenAt) {}
