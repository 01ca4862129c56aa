package dev.backspike.worker.agent;

import dev.backspike.common.id.WorkerName;

/**
 * As what a worker presents itself.
 *
 * @param name unique among the workers of an api
 * @param device what it computes on, such as {@code cpu}
 * @param threads for each attempt
 * @param slots attempts at a time
 */
public record WorkerIdentity(WorkerName name, String device, int threads, int slots) {}
