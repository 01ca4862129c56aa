package dev.backspike.worker.engine.event;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.worker.engine.Batch;
import dev.backspike.worker.engine.Engine;
import dev.backspike.worker.engine.EngineOptions;
import dev.backspike.worker.engine.EngineStateContract;

/** With parameters of every kind, learnt and not. */
class EveryNetworkStateTest extends EngineStateContract {

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
