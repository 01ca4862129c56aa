package dev.backspike.engine.equations;

import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineContract;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.event.TestNetwork;

/** The contract of engines on the clock solver, with learnt parameters of equations and learnt delays. */
class GridEngineStateTest extends EngineContract {

    @Override
    protected EngineOptions options() {
        ParameterSpec delays = new ParameterSpec(new InitialiserSpec.Uniform(0.5, 4), true, 1, 0, 20);
        return new TestNetwork(30, 5)
                .input(4)
                .population("hidden", Library.neuron("""
                                {"type": "adlif", "refractory": 1, "parameters": {
                                  "a": {"initial": 0.5, "learnable": true},
                                  "tauAdapt": {"initial": 60, "learnable": true, "min": 20, "max": 200}}}"""), 6)
                .lif("output", 20, 3)
                .connect("input", "hidden", "I", delays, 2.5, 0.8)
                .connect("hidden", "hidden", "I", delays, 0.3, 0.3)
                .connect("hidden", "output", "I", ParameterSpec.fixed(0), 2.5, 0.8)
                .options(new LossSpec.FirstSpike(2, 6.4, 0.003, 0.3), 1);
    }

    @Override
    protected Engine create(EngineOptions options) {
        return EquationsEngine.stepped(options);
    }

    @Override
    protected Batch batch(int index) {
        return TestNetwork.randomTrials(9 + index % 2, 4, 3, 25, index);
    }
}
