package dev.backspike.engine.cuda.driver;

import dev.backspike.engine.DeviceMemoryException;

/** The part of a device's memory that one engine may allocate, and what it has allocated of it. */
final class MemoryShare {

    private final long bytes;
    private long used;

    /** @param bytes the most that may be allocated at a time; {@link Long#MAX_VALUE} for all that is free */
    MemoryShare(long bytes) {
        this.bytes = bytes;
    }

    /** The bytes that may still be allocated, if the device has them. */
    long left() {
        return bytes - used;
    }

    /** @throws DeviceMemoryException if the share does not hold it */
    void take(long wanted, String doing) {
        if (wanted > left()) {
            throw new DeviceMemoryException("the device is out of memory for this job: " + doing + ", and " + left()
                    + " of the " + bytes + " bytes are left that each of the worker's slots on the device may use;"
                    + " fewer slots (backspike.worker.slots) have more");
        }
        used += wanted;
    }

    void giveBack(long taken) {
        used -= taken;
    }
}
