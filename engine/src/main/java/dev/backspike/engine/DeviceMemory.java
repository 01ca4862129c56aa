package dev.backspike.engine;

/** Memory of a device, in bytes: what all its users have together, and what there is. */
public record DeviceMemory(long used, long total) {

    public long free() {
        return total - used;
    }
}
