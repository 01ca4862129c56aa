package dev.backspike.engine;

import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.common.spec.ResourcesSpec;

/** Makes the engine for a network; the caller closes it. */
@FunctionalInterface
public interface EngineFactory {

    Engine create(EngineOptions options, NetworkSpec.Solver solver);

    /** What its engines compute on at best, as workers announce it: {@code cpu} or {@code cuda}. */
    default String device() {
        return "cpu";
    }

    /** The factory for jobs that ask for a device; where there is no choice, this one. */
    default EngineFactory on(ResourcesSpec.Device asked) {
        return this;
    }
}
