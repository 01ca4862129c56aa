package dev.backspike.api.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a queued job waits just now, and for how long.
 *
 * @param position its place in line for the workers that can take it, counted from 1; null if that was not asked for
 * @param estimatedStart by when a worker should be free for it; null while unknown
 */
public record Waiting(
        StateReason reason,
        @Nullable Integer position,
        @Nullable Instant estimatedStart) {}
