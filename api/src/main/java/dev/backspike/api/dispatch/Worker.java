package dev.backspike.api.dispatch;

import dev.backspike.common.protocol.WorkerMemory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker as it last introduced itself.
 *
 * @param gangSlots slots, free or not, that it offers to gangs; null if it runs attempts of one replica only
 * @param assignedJob the job that it was started for; null if it takes any
 * @param memory null if it does not say
 * @param drain null while it accepts work
 */
record Worker(
        String name,
        String device,
        int threads,
        int freeSlots,
        @Nullable Integer gangSlots,
        @Nullable String assignedJob,
        @Nullable WorkerMemory memory,
        @Nullable Drain drain,
        Instant connectedAt,
        Instant seenAt) {}
