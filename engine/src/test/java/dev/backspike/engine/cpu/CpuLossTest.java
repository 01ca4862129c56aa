package dev.backspike.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.MeanGradients;
import dev.backspike.engine.network.Connection;
import dev.backspike.engine.network.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses, rate regularisation and the clamp of I - V, against the plain reference. */
class CpuLossTest {

    private static final Map<String, RegularisationSpec> NOT_REGULARISED = Map.of();
    /** Between the mean counts of their neurons, so that some are above and some below. */
    private static final Map<String, RegularisationSpec> REGULARISED =
            Map.of("a", new RegularisationSpec(2, 0.03, 0.02, null), "b", new RegularisationSpec(1, 0.01, 0.04, null));

    private static final Networks.Written DATA = Networks.randomSpikes(5, 13, 3, 40, 40, 5);

    /** Every loss but those of {@link CpuEngineTest}; targets are such that some silent neurons are pushed. */
    static Stream<Arguments> losses() {
        return Stream.of(
                        new LossSpec.SumVoltage(LossSpec.Profile.CONSTANT, 0.2),
                        new LossSpec.MaxVoltage(0.1),
                        new LossSpec.MeanCrossEntropy(0),
                        new LossSpec.MeanCrossEntropy(0.1),
                        new LossSpec.VoltageMse(0.5, -0.1),
                        new LossSpec.SpikeTimeMse(20, 45, 5, 0.7),
                        new LossSpec.SpikeTimeMse(20, 60, 5, 0.7))
                .flatMap(loss -> Stream.of(Arguments.of(loss, 1), Arguments.of(loss, 2)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyLossAgreesWithThePlainReference(LossSpec loss, int variant) {
        agrees(Networks.graph(variant, loss, GradientsSpec.PLAIN, NOT_REGULARISED, 1));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void rateRegularisationAndTheClampAgreeWithThePlainReference(LossSpec loss, int variant) {
        assertThat(agrees(Networks.graph(variant, loss, new GradientsSpec(null, 0.5), REGULARISED, 1)))
                .as("clamped spikes")
                .isBetween(10L, 400L);
    }

    static Stream<LossSpec> allLosses() {
        return Stream.concat(
                Stream.of(new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1)),
                losses().map(a -> (LossSpec) a.get()[0]).distinct());
    }

    @ParameterizedTest
    @MethodSource("allLosses")
    void networksWithEverythingAgreeWithThePlainReference(LossSpec loss) {
        agrees(Networks.everything(loss, new GradientsSpec(null, 0.05), NOT_REGULARISED, 1));
        agrees(Networks.everything(loss, new GradientsSpec(null, 0.5), REGULARISED, 2));
    }

    /** @return how many spikes were clamped */
    private static long agrees(EngineOptions options) {
        PlainClockNetwork reference = new PlainClockNetwork(options);
        reference.run(DATA, DATA.all());
        for (InnerLoops loops : List.of(new ScalarLoops(), new VectorLoops())) {
            try (CpuEngine engine = CpuEngine.create(options, loops)) {
                BatchOutcome outcome = engine.forward(new Batch(DATA, DATA.all()));
                engine.backward(outcome.counts());
                assertThat(Arrays.copyOfRange(outcome.spikes(), 1, 4))
                        .containsExactly(Arrays.copyOfRange(reference.spikeCounts, 1, 4));
                assertThat(outcome.loss()).isCloseTo(reference.lossSum, within(1e-4));
                assertThat(engine.clampedSpikes()).isEqualTo(reference.clampedSpikes);
                for (Connection c : options.network().connections()) {
                    float[] byWeight =
                            floats(MeanGradients.of(engine, DATA.all().length).get(c.index()));
                    if (c.delay().individual()
                            || c.delay().value() < options.network().duration()) {
                        assertClose(byWeight, reference.gradient[c.index()]);
                    } else {
                        assertThat(byWeight).containsOnly(0f, -0f);
                    }
                    if (c.delay().learnable()) {
                        Tensor byDelay = MeanGradients.of(engine, DATA.all().length).stream()
                                .filter(t -> t.name().equals(c.name() + ".delay"))
                                .findFirst()
                                .orElseThrow();
                        assertClose(floats(byDelay), reference.delayGradient[c.index()]);
                    }
                }
            }
        }
        return reference.clampedSpikes;
    }

    @Test
    void regularisationLowersRatesAboveTheTargetAndRaisesThoseBelow() {
        long before = spikesOfA(0, 0);
        // 37 neurons in 5 trials: 185 counts
        double mean = before / 185.0;
        assertThat(spikesOfA(mean - 1, 1e-3)).isLessThan(before);
        assertThat(spikesOfA(mean + 1, 1e-3)).isGreaterThan(before);
    }

    /** Spikes of population a after one step against what regularisation adds to the gradient of input.a. */
    private static long spikesOfA(double target, double strength) {
        LossSpec loss = new LossSpec.SumVoltage();
        EngineOptions plain = Networks.graph(1, loss, GradientsSpec.PLAIN, NOT_REGULARISED, 1);
        double[] weights = plain.initial().parameters().getFirst().values();
        if (strength > 0) {
            RegularisationSpec spec = new RegularisationSpec(target, strength, strength, null);
            float[] with = gradient(Networks.graph(1, loss, GradientsSpec.PLAIN, Map.of("a", spec), 1));
            float[] without = gradient(plain);
            double norm = 0;
            for (int k = 0; k < with.length; k++) {
                norm += Math.pow(with[k] - without[k], 2);
            }
            for (int k = 0; k < with.length; k++) {
                weights[k] -= 0.5 * (with[k] - without[k]) / Math.sqrt(norm);
            }
        }
        try (CpuEngine engine = CpuEngine.create(plain, new VectorLoops())) {
            return engine.forward(new Batch(DATA, DATA.all())).spikes()[1];
        }
    }

    private static float[] gradient(EngineOptions options) {
        try (CpuEngine engine = CpuEngine.create(options, new VectorLoops())) {
            engine.backward(engine.forward(new Batch(DATA, DATA.all())).counts());
            return floats(MeanGradients.of(engine, DATA.all().length).getFirst());
        }
    }

    @Test
    void oneAndMoreThreadsComputeTheSameBits() {
        GradientsSpec clamp = new GradientsSpec(null, 0.5);
        for (LossSpec loss : List.of(new LossSpec.MeanCrossEntropy(0), new LossSpec.MaxVoltage(0))) {
            List<Object> one = train(Networks.graph(1, loss, clamp, REGULARISED, 1));
            assertThat(train(Networks.graph(1, loss, clamp, REGULARISED, 2))).isEqualTo(one);
            assertThat(train(Networks.graph(1, loss, clamp, REGULARISED, 3))).isEqualTo(one);
        }
        LossSpec loss = new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL);
        List<Object> one = train(Networks.everything(loss, clamp, REGULARISED, 1));
        assertThat(train(Networks.everything(loss, clamp, REGULARISED, 2))).isEqualTo(one);
        assertThat(train(Networks.everything(loss, clamp, REGULARISED, 3))).isEqualTo(one);
    }

    /** All parameters after a few steps, and how many spikes were clamped on the way. */
    private static List<Object> train(EngineOptions options) {
        try (CpuEngine engine = CpuEngine.create(options, new VectorLoops())) {
            long clamped = 0;
            for (int step = 0; step < 3; step++) {
                engine.backward(engine.forward(new Batch(DATA, DATA.all())).counts());
                engine.optimise(1e-2, DATA.all().length);
                clamped += engine.clampedSpikes();
            }
            return List.of(
                    clamped,
                    engine.parameters().stream()
                            .map(CpuLossTest::floats)
                            .map(Arrays::hashCode)
                            .toList());
        }
    }

    private static float[] floats(Tensor tensor) {
        return ((Tensor.F32) tensor).values();
    }

    private static void assertClose(float[] actual, double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(largest).isPositive();
        for (int k = 0; k < expected.length; k++) {
            assertThat((double) actual[k]).as("element %d", k).isCloseTo(expected[k], within(2e-3 * largest));
        }
    }
}
