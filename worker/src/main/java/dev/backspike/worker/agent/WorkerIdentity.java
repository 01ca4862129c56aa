package dev.backspike.worker.agent;

import dev.backspike.common.id.WorkerName;
import org.jspecify.annotations.Nullable;

/**
 * As what a worker presents itself.
 *
 * @param name unique among the workers of an api
 * @param device what it computes on, such as {@code cpu}
 * @param threads for each attempt
 * @param slots attempts at a time
 * @param job the only job that it works for; null if it works for any
 */
public record WorkerIdentity(
        WorkerName name,
        String device,
        int threads,
        int slots,
        @Nullable AssignedJob job) {}
