package dev.backspike.common.protocol;

/**
 * The memory that all attempts of a worker share.
 *
 * @param heapBytes the largest heap of its process
 * @param deviceBytes the memory of its GPUs together; 0 without one
 */
public record WorkerMemory(long heapBytes, long deviceBytes) {}
