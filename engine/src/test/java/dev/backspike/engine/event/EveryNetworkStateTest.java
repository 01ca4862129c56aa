package dev.backspike.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineContract;
import dev.backspike.engine.EngineOptions;

/** With parameters of every kind, learnt and not. */
class EveryNetworkStateTest extends EngineContract {

    @Override
    protected EngineOptions options() {
        LossSpec loss = new LossSpec.SumVoltage();
        return EveryNetworkGradientTest.everything(loss).options(loss, 1);
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
