package dev.backspike.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineContract;
import dev.backspike.engine.EngineOptions;

class EventEngineStateTest extends EngineContract {

    @Override
    protected EngineOptions options() {
        return new TestNetwork(60, 3)
                .input(6)
                .lif("hidden", 20, 12)
                .li("output", 20, 3)
                .connect("input", "hidden", 5, 1.6, 0.8)
                .connect("hidden", "hidden", 8, 0.02, 0.2)
                .connect("hidden", "output", 5, 0.8, 0.4)
                .options(new LossSpec.SumVoltage(), 1);
    }

    @Override
    protected Engine create(EngineOptions options) {
        return EventEngine.create(options);
    }

    @Override
    protected Batch batch(int index) {
        return TestNetwork.randomTrials(5, 6, 3, 30, index);
    }
}
