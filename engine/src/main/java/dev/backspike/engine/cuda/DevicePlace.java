package dev.backspike.engine.cuda;

/**
 * Where an engine runs.
 *
 * @param index of the device
 * @param mostBytes of its memory that the engine may allocate; {@link Long#MAX_VALUE} for all that is free
 * @param onClose runs when the engine is closed, whether or not that fails
 */
record DevicePlace(int index, long mostBytes, Runnable onClose) {

    /** The first device and all its memory. */
    static final DevicePlace FIRST = new DevicePlace(0, Long.MAX_VALUE, () -> {});
}
