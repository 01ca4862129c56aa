package dev.backspike.api.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a queued job waits, and for how long.
 *
 * @param position its place among the jobs for matching workers, from 1; null if it was not looked up
 * @param estimatedStart when a worker should become free for it; null while unknown
 */
public record Waiting(
        StateReason reason,
        @Nullable Integer position,
        @Nullable Instant estimatedStart) {}
