package dev.backspike.engine.cuda;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineProvider;

/** Registers the clock-driven engine on CUDA devices. */
public final class CudaEngineProvider implements EngineProvider {

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public Solver solver() {
        return Solver.CLOCK;
    }

    @Override
    public boolean available() {
        return CudaEngine.devices() > 0;
    }

    @Override
    public Engine create(EngineOptions options) {
        return CudaEngine.create(options);
    }
}
