package dev.backspike.engine.equations;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineProvider;

/** Registers the exact engine for neurons given by equations. */
public final class EquationsEngineProvider implements EngineProvider {

    @Override
    public String name() {
        return "equations";
    }

    @Override
    public Solver solver() {
        return Solver.EVENT;
    }

    @Override
    public Engine create(EngineOptions options) {
        return EquationsEngine.create(options);
    }
}
