package dev.backspike.engine.cuda;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineContract;
import dev.backspike.engine.EngineOptions;
import org.junit.jupiter.api.BeforeAll;

class CudaEngineStateTest extends EngineContract {

    @BeforeAll
    static void device() {
        SoftwareDevice.get();
    }

    @Override
    protected EngineOptions options() {
        return new Graph(1, 60, 4)
                .population("input", new NeuronSpec.Input(), 11)
                .population("hidden", new NeuronSpec.Lif(20, 1, 0), 21)
                .population("output", new NeuronSpec.Li(20), 3)
                .connect("input", "hidden", 5, 0.6, 0.3)
                .connect("hidden", "hidden", 5, 0, 0.05)
                .connect("hidden", "output", 5, 0, 0.1)
                .options(new LossSpec.SumVoltage());
    }

    @Override
    protected Engine create(EngineOptions options) {
        return CudaEngine.create(options, SoftwareDevice.settings());
    }

    @Override
    protected Batch batch(int index) {
        return Graph.randomSpikes(5, 11, 3, 40, 50, index);
    }
}
