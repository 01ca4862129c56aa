package dev.backspike.engine;

/** The memory of a device, in bytes: the part in use by all processes, and the total. */
public record DeviceMemory(long used, long total) {

    public long free() {
        return total - used;
    }
}
