package dev.backspike.engine;

import dev.backspike.common.spec.NetworkSpec.Solver;

/**
 * Makes engines of one kind. Each engine registers its provider with {@link java.util.ServiceLoader}, so that
 * {@link Engines} finds engines by name and depends on none of their packages.
 */
public interface EngineProvider {

    /** The name of the engine, as {@link Engine#name()} returns it: {@code event}, {@code cpu} or {@code cuda}. */
    String name();

    /** The solver that the engine implements. */
    Solver solver();

    /** Whether this machine has what the engine needs, such as a device. */
    boolean available();

    /**
     * Creates an engine; the caller closes it.
     *
     * @throws UnsupportedNetworkException if the engine cannot run the network
     * @throws DeviceException if the device that the engine runs on fails
     */
    Engine create(EngineOptions options);
}
