package dev.backspike.engine.cuda;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineContract;
import dev.backspike.engine.EngineOptions;
import org.junit.jupiter.api.BeforeAll;

/** With delays and time constants among the parameters. */
class CudaEngineStateOfEverythingTest extends EngineContract {

    private static final LossSpec LOSS = new LossSpec.SumVoltage();

    @BeforeAll
    static void device() {
        SoftwareDevice.get();
    }

    @Override
    protected EngineOptions options() {
        return Graph.everything(LOSS).options(LOSS);
    }

    @Override
    protected Engine create(EngineOptions options) {
        return CudaEngine.create(options, SoftwareDevice.settings());
    }

    @Override
    protected Batch batch(int index) {
        return Graph.randomSpikes(5, 13, 3, 40, 50, index);
    }
}
