package dev.backspike.engine;

/**
 * Finds the devices of one kind. Registered with {@link java.util.ServiceLoader}, like {@link EngineProvider}, so that
 * {@link Engines} depends on none of their packages.
 */
public interface AcceleratorProvider {

    /** The name of its engines, as {@link Engine#name()} returns it: {@code cuda}. */
    String name();

    /**
     * The number of devices that this process sees, whether they work or not; at least 1. Uses no memory of theirs.
     *
     * @throws DeviceException if there is none, or no driver; the message names the remedy
     */
    int count();

    /**
     * Finds the devices of this machine and proves that they work, by compiling and running a kernel on each; those
     * that do not are logged and left out.
     *
     * @param slots engines that are expected to run at a time, which share the memory of the devices; 0 for one on each
     * @throws DeviceException if no device works; the message names the remedy
     */
    Accelerator open(int slots);
}
