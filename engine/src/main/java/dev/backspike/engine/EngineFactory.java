package dev.backspike.engine;

import dev.backspike.common.spec.NetworkSpec;
import java.util.List;

/** Makes the engine for a network; the caller closes it. */
@FunctionalInterface
public interface EngineFactory {

    Engine create(EngineOptions options, NetworkSpec.Solver solver);

    /** What its engines compute on at best, as workers announce it: {@code cpu} or {@code cuda}. */
    default String device() {
        return "cpu";
    }

    /** The devices that have proved to work; empty if engines run on the host only. */
    default List<Gpu> gpus() {
        return List.of();
    }

    /** The factory for a job; where there is no choice, this one. */
    default EngineFactory on(DeviceRequest request) {
        return this;
    }
}
