package dev.backspike.engine.equations;

import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;

/** The contract of engines on the clock solver, with the same network. */
class GridEngineStateTest extends EquationsEngineStateTest {

    @Override
    protected Engine create(EngineOptions options) {
        return EquationsEngine.stepped(options);
    }
}
