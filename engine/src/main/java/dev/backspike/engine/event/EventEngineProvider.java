package dev.backspike.engine.event;

import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineProvider;

/** Registers the exact, event-driven engine. */
public final class EventEngineProvider implements EngineProvider {

    @Override
    public String name() {
        return "event";
    }

    @Override
    public Solver solver() {
        return Solver.EVENT;
    }

    @Override
    public Engine create(EngineOptions options) {
        return EventEngine.create(options);
    }
}
