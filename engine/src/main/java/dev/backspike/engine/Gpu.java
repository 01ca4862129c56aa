package dev.backspike.engine;

/**
 * A device of an {@link Accelerator}.
 *
 * @param index number among the devices that the process sees, from 0
 * @param name such as {@code NVIDIA H100 PCIe}
 * @param memory total memory, bytes
 */
public record Gpu(int index, String name, long memory) {}
