package dev.backspike.common.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The memory that all attempts of a worker share.
 *
 * @param heapBytes the largest heap of its process
 * @param deviceBytes the memory of its GPU; null without one, and until it has been used
 */
public record WorkerMemory(long heapBytes, @Nullable Long deviceBytes) {}
