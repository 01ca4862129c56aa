package dev.backspike.engine.cpu;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineContract;
import dev.backspike.engine.EngineOptions;
import java.util.Map;

/** With delays and time constants among the parameters. */
class CpuEngineStateOfEverythingTest extends EngineContract {

    @Override
    protected EngineOptions options() {
        return Networks.everything(new LossSpec.SumVoltage(), GradientsSpec.PLAIN, Map.of(), 2);
    }

    @Override
    protected Engine create(EngineOptions options) {
        return CpuEngine.create(options);
    }

    @Override
    protected Batch batch(int index) {
        Networks.Written data = Networks.randomSpikes(5, 13, 3, 40, 50, index);
        return new Batch(data, data.all());
    }
}
