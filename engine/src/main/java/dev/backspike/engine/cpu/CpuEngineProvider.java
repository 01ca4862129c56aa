package dev.backspike.engine.cpu;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineProvider;

/** Registers the clock-driven engine on the CPU. */
public final class CpuEngineProvider implements EngineProvider {

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Solver solver() {
        return Solver.CLOCK;
    }

    @Override
    public Engine create(EngineOptions options) {
        return CpuEngine.create(options);
    }
}
