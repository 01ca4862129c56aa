package dev.backspike.worker.engine;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.worker.engine.cpu.CpuEngine;
import dev.backspike.worker.engine.event.EventEngine;

/** The engines there are. */
public final class Engines {

    private Engines() {}

    /**
     * The engine for a solver; the caller closes it.
     *
     * @throws UnsupportedNetworkException if the engine cannot run the network
     */
    public static Engine create(EngineOptions options, Solver solver) {
        return switch (solver) {
            case EVENT -> EventEngine.create(options);
            case CLOCK -> CpuEngine.create(options);
        };
    }
}
