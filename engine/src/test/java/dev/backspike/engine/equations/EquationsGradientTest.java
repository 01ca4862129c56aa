package dev.backspike.engine.equations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.event.EventEngine;
import dev.backspike.engine.event.GradientCheck;
import dev.backspike.engine.event.GradientError;
import dev.backspike.engine.event.TestNetwork;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of neurons given by equations against the engine for lif neurons and against central differences. */
class EquationsGradientTest {

    private static final ParameterSpec DELAYS = new ParameterSpec(new InitialiserSpec.Uniform(0.5, 4), true, 1, 0, 20);
    private static final double LARGEST_ERROR = 1e-6;
    private static final ParameterSpec NONE = ParameterSpec.fixed(0);

    private static final LossSpec[] LOSSES = {
        new LossSpec.SumVoltage(),
        new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL),
        new LossSpec.SumVoltage(LossSpec.Profile.LINEAR, 0.1),
        new LossSpec.MeanCrossEntropy(0),
        new LossSpec.FirstSpike(2, 6.4, 0.003, 0.3),
        new LossSpec.SpikeTimeMse(15, 60, 5, 0.3),
    };

    static Stream<LossSpec> losses() {
        return Arrays.stream(LOSSES);
    }

    private static TestNetwork lif(LossSpec loss, double refractory) {
        ParameterSpec tauMem = new ParameterSpec(new InitialiserSpec.Uniform(15, 25), true, 1, 1, 100);
        ParameterSpec tauSyn = new ParameterSpec(new InitialiserSpec.Uniform(4, 7), true, 1, 1, 100);
        TestNetwork network = new TestNetwork(40, 3)
                .input(5)
                .population("hidden", new NeuronSpec.Lif(tauMem, 1, -0.2, refractory), 6)
                .population(
                        "output",
                        loss instanceof LossSpec.OfSpikes
                                ? new NeuronSpec.Lif(ParameterSpec.fixed(20), 1, 0, refractory)
                                : new NeuronSpec.Li(20),
                        3);
        ConnectivitySpec dense = new ConnectivitySpec.Dense();
        return network.connect("input", "hidden", tauSyn, dense, DELAYS, 1.6, 0.6)
                .connect(
                        "hidden",
                        "hidden",
                        ParameterSpec.fixed(5),
                        new ConnectivitySpec.FixedProbability(0.5),
                        DELAYS,
                        0.2,
                        0.3)
                .connect("hidden", "output", ParameterSpec.fixed(5), dense, NONE, 1.2, 0.4);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void lifNeuronsGiveTheSameAsTheEngineThatWasWrittenForThem(LossSpec loss) {
        for (double refractory : new double[] {0, 3}) {
            EngineOptions options = lif(loss, refractory).options(loss, 1);
            Batch batch = TestNetwork.randomTrials(5, 5, 3, 30, 7);
            try (EventEngine lif = EventEngine.create(options);
                    EquationsEngine equations = EquationsEngine.create(options)) {
                BatchOutcome expected = lif.forward(batch);
                BatchOutcome found = equations.forward(batch);
                assertThat(found.spikes()).isEqualTo(expected.spikes());
                assertThat(expected.spikes()[1]).isGreaterThan(10);
                assertThat(Math.abs(found.loss() - expected.loss())).isLessThan(1e-10);
                assertThat(found.correct()).isEqualTo(expected.correct());
                lif.backward(expected.counts());
                equations.backward(found.counts());
                for (int k = 0; k < options.network().parameters().size(); k++) {
                    double[] wanted = lif.gradientArrays()[k];
                    double[] given = equations.gradientArrays()[k];
                    double scale = Arrays.stream(wanted).map(Math::abs).max().orElse(0);
                    for (int n = 0; n < wanted.length; n++) {
                        assertThat(Math.abs(given[n] - wanted[n]))
                                .as(
                                        "%s[%d]",
                                        options.network().parameters().get(k).name(), n)
                                .isLessThanOrEqualTo(1e-8 * scale);
                    }
                }
            }
        }
    }

    /** A model, the receptor of its excitation, and weights that make it spike a few times. */
    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("if", "I", 1.6, 0.6, 0.3),
                Arguments.of("lif-subtractive", "I", 1.8, 0.6, 0.3),
                Arguments.of("alif", "I", 1.8, 0.6, 0.3),
                Arguments.of("adlif", "I", 1.8, 0.6, 0.3),
                Arguments.of("qif", "I", 3.0, 1.0, 0.3),
                Arguments.of("eif", "I", 2.5, 0.8, 0.3),
                Arguments.of("adex", "I", 2.5, 0.8, 0.3),
                Arguments.of("izhikevich", "I", 12.0, 3.0, 2.0),
                Arguments.of("resonate-and-fire", "I", 0.6, 0.2, 0.1),
                Arguments.of("two-compartment", "I", 12.0, 3.0, 0.3),
                Arguments.of("conductance-lif", "excitatory", 0.9, 0.2, 0.05));
    }

    /** Every parameter of the model is learnt, one value per neuron. */
    static NeuronSpec allLearnt(NeuronSpec neuron) {
        NeuronSpec.Equations model = (NeuronSpec.Equations) neuron;
        Map<String, ParameterSpec> learnt = new LinkedHashMap<>();
        model.parameters().forEach((name, value) -> {
            double v = value.value();
            double spread = Math.max(0.02, Math.abs(v) * 0.02);
            learnt.put(
                    name, new ParameterSpec(new InitialiserSpec.Uniform(v - spread, v + spread), true, 1, -1e9, 1e9));
        });
        return new NeuronSpec.Equations(
                model.state(),
                model.inputs(),
                learnt,
                model.dynamics(),
                model.threshold(),
                model.reset(),
                model.refractory());
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyGradientOfAModelEqualsCentralDifferences(
            String model, String receptor, double mean, double sd, double recurrent) {
        NeuronSpec neuron = allLearnt(Library.neuron("{\"type\": \"" + model + "\"}"));
        for (LossSpec loss : List.of(LOSSES[1], LOSSES[4])) {
            EngineOptions options = new TestNetwork(40, 11)
                    .input(6)
                    .population("hidden", neuron, 4)
                    .population(
                            "output",
                            loss instanceof LossSpec.OfSpikes ? new NeuronSpec.Lif(20, 1, 0) : new NeuronSpec.Li(20),
                            3)
                    .connect("input", "hidden", receptor, DELAYS, mean, sd)
                    .connect("hidden", "hidden", receptor, DELAYS, recurrent, recurrent)
                    .connect("hidden", "output", "I", NONE, 1.5, 0.4)
                    .options(loss, 1);
            Batch batch = TestNetwork.randomTrials(2, 6, 3, 25, 5);
            try (EquationsEngine engine = EquationsEngine.create(options)) {
                assertThat(engine.forward(batch).spikes()[1]).isGreaterThan(3);
            }
            for (GradientError error : GradientCheck.run(EquationsEngine::create, options, batch, 4, 1)) {
                assertThat(error.compared())
                        .as("%s of %s, %s", error, model, loss)
                        .isPositive();
                assertThat(error.largestError())
                        .as("%s of %s, %s", error, model, loss)
                        .isLessThan(LARGEST_ERROR);
            }
        }
    }

    /**
     * Models whose right-hand sides are random smooth terms: what the derivation makes of them is compared with
     * differences of the simulation, so that no hand-written derivative is in the comparison.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomModelsHaveExactGradients(long seed) {
        LossSpec loss = new LossSpec.FirstSpike(2, 6.4, 0.003, 0.3);
        EngineOptions options = new TestNetwork(40, seed)
                .input(6)
                .population("hidden", allLearnt(RandomModels.neuron(seed)), 3)
                .lif("output", 20, 3)
                .connect("input", "hidden", "I", DELAYS, 4, 1)
                .connect("hidden", "hidden", "I", DELAYS, 0.4, 0.4)
                .connect("hidden", "output", "I", NONE, 1.5, 0.4)
                .options(loss, 1);
        Batch batch = TestNetwork.randomTrials(2, 6, 3, 25, seed);
        try (EquationsEngine engine = EquationsEngine.create(options)) {
            assertThat(engine.forward(batch).spikes()[1]).isPositive();
        }
        for (GradientError error : GradientCheck.run(EquationsEngine::create, options, batch, 3, 1)) {
            assertThat(error.largestError()).as("%s", error).isLessThan(LARGEST_ERROR);
        }
    }
}
