package dev.backspike.engine.equations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.UnsupportedNetworkException;
import dev.backspike.engine.cpu.CpuEngine;
import dev.backspike.engine.event.TestNetwork;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Equations on the clock solver against the clock engine for lif neurons and, as dt falls, against the exact engine.
 */
class GridGradientTest {

    private static final ParameterSpec DELAYS = new ParameterSpec(new InitialiserSpec.Uniform(0.5, 4), true, 1, 0, 20);
    private static final ParameterSpec NONE = ParameterSpec.fixed(0);
    private static final ConnectivitySpec DENSE = new ConnectivitySpec.Dense();

    static Stream<LossSpec> losses() {
        return Stream.of(
                new LossSpec.SumVoltage(),
                new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL),
                new LossSpec.MeanCrossEntropy(0),
                new LossSpec.VoltageMse(1, 0),
                new LossSpec.FirstSpike(2, 6.4, 0.003, 0.3),
                new LossSpec.SpikeTimeMse(15, 60, 5, 0.3));
    }

    /** Recurrent, with learnt delays and time constants. */
    private static EngineOptions lif(LossSpec loss, double refractory, int threads) {
        ParameterSpec tauMem = new ParameterSpec(new InitialiserSpec.Uniform(15, 25), true, 1, 1, 100);
        ParameterSpec tauSyn = new ParameterSpec(new InitialiserSpec.Uniform(4, 7), true, 1, 1, 100);
        NeuronSpec output = loss instanceof LossSpec.OfSpikes
                ? new NeuronSpec.Lif(ParameterSpec.fixed(20), 1, 0, refractory)
                : new NeuronSpec.Li(20);
        return new TestNetwork(40, 3)
                .input(5)
                .population("hidden", new NeuronSpec.Lif(tauMem, 1, -0.2, refractory), 6)
                .population("output", output, 3)
                .connect("input", "hidden", tauSyn, DENSE, DELAYS, 1.6, 0.6)
                .connect("hidden", "hidden", tauSyn, DENSE, DELAYS, 0.2, 0.3)
                .connect("hidden", "output", ParameterSpec.fixed(5), DENSE, NONE, 1.2, 0.4)
                .options(loss, threads);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void lifNeuronsGiveTheSameAsTheEngineThatWasWrittenForThem(LossSpec loss) {
        for (double refractory : new double[] {0, 3}) {
            EngineOptions options = lif(loss, refractory, 1);
            Batch batch = TestNetwork.randomTrials(5, 5, 3, 30, 7);
            try (CpuEngine lif = CpuEngine.create(options);
                    EquationsEngine equations = EquationsEngine.stepped(options)) {
                BatchOutcome expected = lif.forward(batch);
                BatchOutcome found = equations.forward(batch);
                assertThat(found.spikes()).isEqualTo(expected.spikes());
                assertThat(expected.spikes()[1]).isGreaterThan(10);
                assertThat(found.correct()).isEqualTo(expected.correct());
                assertThat(Math.abs(found.loss() - expected.loss())).isLessThan(1e-5);
                lif.backward(expected.counts());
                equations.backward(found.counts());
                assertThat(distances(lif, equations))
                        .allSatisfy(d -> assertThat(d).isLessThan(2e-5));
            }
        }
    }

    /** The largest difference of each gradient, relative to its largest element. */
    private static List<Double> distances(Engine wanted, Engine found) {
        List<Tensor> left = wanted.gradients();
        List<Tensor> right = found.gradients();
        return IntStream.range(0, left.size())
                .mapToObj(k -> distance(values(left.get(k)), values(right.get(k))))
                .toList();
    }

    private static double distance(double[] wanted, double[] found) {
        double scale = 0;
        double largest = 0;
        for (int k = 0; k < wanted.length; k++) {
            scale = Math.max(scale, Math.abs(wanted[k]));
            largest = Math.max(largest, Math.abs(wanted[k] - found[k]));
        }
        return scale > 0 ? largest / scale : largest;
    }

    private static double[] values(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F64 f64 -> f64.values();
            case Tensor.F32 f32 -> {
                double[] values = new double[f32.values().length];
                for (int k = 0; k < values.length; k++) {
                    values[k] = f32.values()[k];
                }
                yield values;
            }
        };
    }

    private static EngineOptions of(String model) {
        ParameterSpec delays = ParameterSpec.fixed(2);
        LossSpec loss = new LossSpec.SumVoltage();
        double scale = model.equals("two-compartment") ? 12 : model.equals("resonate-and-fire") ? 0.35 : 1.8;
        return new TestNetwork(40, 11)
                .input(6)
                .population(
                        "hidden", EquationsGradientTest.allLearnt(Library.neuron("{\"type\": \"" + model + "\"}")), 4)
                .li("output", 20, 3)
                .connect("input", "hidden", "I", delays, scale, scale / 3)
                .connect("hidden", "hidden", "I", delays, 0.1, 0.1)
                .connect("hidden", "output", "I", NONE, 1.5, 0.4)
                .options(loss, 1);
    }

    private static EngineOptions withStep(EngineOptions options, double dt) {
        Network n = options.network();
        Network finer = new Network(dt, n.duration(), n.populations(), n.connections(), n.input(), n.readout());
        return new EngineOptions(
                finer,
                options.loss(),
                options.optimiser(),
                options.gradients(),
                options.regularisation(),
                options.initial(),
                options.threads());
    }

    @ParameterizedTest
    @ValueSource(strings = {"if", "lif-subtractive", "alif", "adlif", "resonate-and-fire", "two-compartment"})
    void gradientsConvergeToTheExactOnesWithTheFirstOrderOfTheStep(String model) {
        EngineOptions options = of(model);
        Batch batch = TestNetwork.randomTrials(2, 6, 3, 25, 5);
        try (EquationsEngine exact = EquationsEngine.create(options);
                EquationsEngine coarse = EquationsEngine.stepped(withStep(options, 0.02));
                EquationsEngine fine = EquationsEngine.stepped(withStep(options, 0.001))) {
            BatchOutcome expected = exact.forward(batch);
            assertThat(expected.spikes()[1]).isGreaterThan(3);
            exact.backward(expected.counts());
            for (EquationsEngine stepped : List.of(coarse, fine)) {
                BatchOutcome found = stepped.forward(batch);
                assertThat(found.spikes()).isEqualTo(expected.spikes());
                stepped.backward(found.counts());
            }
            double far = Collections.max(distances(exact, coarse));
            double near = Collections.max(distances(exact, fine));
            // Where in its step each spike falls is a matter of chance, so errors do not fall by exactly 20.
            assertThat(near).isLessThan(far / 5).isLessThan(0.01);
            assertThat(near).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qif", "eif", "adex", "izhikevich"})
    void equationsThatAreNotAffineAreRefused(String model) {
        EngineOptions options = of(model);
        assertThatThrownBy(() -> EquationsEngine.stepped(options))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessageContaining("/network/populations/hidden/neuron")
                .hasMessageContaining("take the event solver");
    }
}
