package dev.backspike.engine.cpu;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineContract;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.network.Population;

class CpuEngineStateTest extends EngineContract {

    @Override
    protected EngineOptions options() {
        Networks net = new Networks(1, 60, 4);
        Population input = net.population("input", new NeuronSpec.Input(), 11);
        Population hidden = net.population("hidden", new NeuronSpec.Lif(20, 1, 0), 21);
        Population output = net.population("output", new NeuronSpec.Li(20), 3);
        return net.connect(input, hidden, 5, 0.6, 0.3)
                .connect(hidden, hidden, 5, 0, 0.05)
                .connect(hidden, output, 5, 0, 0.1)
                .options(new LossSpec.SumVoltage(), 2);
    }

    @Override
    protected Engine create(EngineOptions options) {
        return CpuEngine.create(options);
    }

    @Override
    protected Batch batch(int index) {
        Networks.Written data = Networks.randomSpikes(5, 11, 3, 40, 50, index);
        return new Batch(data, data.all());
    }
}
