package dev.backspike.worker.engine;

import dev.backspike.common.spec.NetworkSpec;

/** Makes the engine for a network; the caller closes it. */
@FunctionalInterface
public interface EngineFactory {

    Engine create(EngineOptions options, NetworkSpec.Solver solver);
}
