package dev.backspike.engine;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.network.Network;
import java.util.List;

/**
 * Makes engines of one kind on the host. Each engine registers its provider with {@link java.util.ServiceLoader}, so
 * that {@link Engines} finds engines by name and depends on none of their packages.
 */
public interface EngineProvider {

    /** The name of the engine, as {@link Engine#name()} returns it, such as {@code event} or {@code cpu}. */
    String name();

    /** The solver that the engine implements. */
    Solver solver();

    /**
     * Creates an engine; the caller closes it.
     *
     * @throws UnsupportedNetworkException if the engine cannot run the network
     */
    Engine create(EngineOptions options);

    /** The features of a network that only this engine of its solver would not run; empty if it runs all of them. */
    default List<SpecError> exceededBy(Network network) {
        return List.of();
    }
}
