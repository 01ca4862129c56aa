package dev.backspike.worker.agent;

import dev.backspike.common.id.WorkerName;
import org.jspecify.annotations.Nullable;

/**
 * The identity and capacity of a worker.
 *
 * @param name unique among the workers of a service
 * @param device the device that it computes on, such as {@code cpu}
 * @param threads threads of each attempt
 * @param slots attempts that it runs at a time
 * @param job the only job that it runs; null if it runs any
 */
public record WorkerIdentity(
        WorkerName name,
        String device,
        int threads,
        int slots,
        @Nullable AssignedJob job) {}
