package dev.backspike.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What losses read, rate regularisation and the clamp of I - V in the exact engine. */
class EventLossTest {

    private static final Batch BATCH = TestNetwork.randomTrials(4, 6, 3, 25, 7);
    private static final LossSpec SUM = new LossSpec.SumVoltage();

    private static final double TAU_MEM = 20;
    private static final double TAU_SYN = 5;

    /** V a time t after a spike of weight 1. */
    private static double psp(double t) {
        return t <= 0 ? 0 : TAU_SYN / (TAU_MEM - TAU_SYN) * (Math.exp(-t / TAU_MEM) - Math.exp(-t / TAU_SYN));
    }

    /** Of two readout neurons of label 0 and 1: -log softmax of the label. */
    private static double crossEntropy(double label, double other) {
        return Math.log1p(Math.exp(other - label));
    }

    private static double loss(LossSpec loss, double duration, double[] times, double... weights) {
        TestNetwork network = new TestNetwork(duration, 1)
                .input(times.length)
                .li("output", TAU_MEM, 2)
                .connect("input", "output", TAU_SYN, weights);
        int[] units = new int[times.length];
        Arrays.setAll(units, k -> k);
        try (EventEngine engine = network.engine(loss)) {
            return engine.forward(TestNetwork.trial(0, times, units)).loss();
        }
    }

    @Test
    void theLargestVoltageIsThatOfTheClosedForm() {
        double peak = psp(TAU_MEM * TAU_SYN / (TAU_MEM - TAU_SYN) * Math.log(TAU_MEM / TAU_SYN));
        LossSpec loss = new LossSpec.MaxVoltage(0);
        // Neuron 1 only falls: its maximum is the 0 it starts from.
        assertThat(loss(loss, 50, new double[] {3}, 2, -1)).isCloseTo(crossEntropy(2 * peak, 0), within(1e-14));
        // The trial ends while both rise.
        assertThat(loss(loss, 6, new double[] {3}, 2, 1)).isCloseTo(crossEntropy(2 * psp(3), psp(3)), within(1e-14));
        // A second spike stops the rise of neuron 0 and starts a higher one of neuron 1, 10 ms after the first.
        assertThat(loss(loss, 50, new double[] {3, 7}, 2, 1, -9, 0.1))
                .isCloseTo(crossEntropy(2 * psp(4), largest(t -> psp(t) + 0.1 * psp(t - 4))), within(1e-9));
    }

    private static double largest(DoubleUnaryOperator f) {
        double largest = 0;
        for (int k = 0; k < 100_000; k++) {
            largest = Math.max(largest, f.applyAsDouble(k * 5e-4));
        }
        return largest;
    }

    @Test
    void lossesOfGridPointsAreTheirSums() {
        double entropy = 0;
        double squares = 0;
        for (int n = 1; n <= 50; n++) {
            double v0 = 2 * psp(n - 3);
            double v1 = -psp(n - 3);
            entropy += crossEntropy(v0, v1) / 50;
            squares += (Math.pow(v0 - 1, 2) + Math.pow(v1 + 0.5, 2)) / 2 / 50;
        }
        assertThat(loss(new LossSpec.MeanCrossEntropy(0), 50, new double[] {3}, 2, -1))
                .isCloseTo(entropy, within(1e-14));
        assertThat(loss(new LossSpec.VoltageMse(1, -0.5), 50, new double[] {3}, 2, -1))
                .isCloseTo(squares, within(1e-14));
    }

    @Test
    void regularisationLowersRatesAboveTheTargetAndRaisesThoseBelow() {
        long before = hiddenSpikes(null);
        double mean = before / 40.0;
        assertThat(hiddenSpikes(new RegularisationSpec(mean - 1, 0.1, 0.1, null)))
                .isLessThan(before);
        assertThat(hiddenSpikes(new RegularisationSpec(mean + 1, 0.1, 0.1, null)))
                .isGreaterThan(before);
    }

    /** Spikes of 10 hidden neurons in 4 trials, after a step against what regularisation adds to the gradient. */
    private static long hiddenSpikes(@Nullable RegularisationSpec spec) {
        double[] step = new double[60];
        if (spec != null) {
            double[] with = gradient(GradientsSpec.PLAIN, Map.of("hidden", spec));
            double[] without = gradient(GradientsSpec.PLAIN, Map.of());
            Arrays.setAll(step, k -> without[k] - with[k]);
            double norm = Math.sqrt(Arrays.stream(step).map(x -> x * x).sum());
            Arrays.setAll(step, k -> step[k] * 2 / norm);
        }
        try (EventEngine engine = network().engine(SUM)) {
            for (int k = 0; k < step.length; k++) {
                engine.parameterArrays()[0][k] += step[k];
            }
            return engine.forward(BATCH).spikes()[1];
        }
    }

    @Test
    void bothSidesOfTheTargetHaveStrengthsOfTheirOwn() {
        double[] plain = gradient(GradientsSpec.PLAIN, Map.of());
        Map<String, RegularisationSpec> never = Map.of("hidden", new RegularisationSpec(1000, 0, 1, null));
        Map<String, RegularisationSpec> always = Map.of("hidden", new RegularisationSpec(0, 1, 0, null));
        assertThat(gradient(GradientsSpec.PLAIN, never)).containsExactly(plain);
        assertThat(gradient(GradientsSpec.PLAIN, always)).containsExactly(plain);
        assertThat(gradient(GradientsSpec.PLAIN, Map.of("hidden", new RegularisationSpec(1000, 1, 0, null))))
                .isNotEqualTo(plain);
    }

    @Test
    void aSlopeBelowTheClampCountsAsTheClamp() {
        List<Double> slopes = new ArrayList<>();
        try (EventEngine engine = network().engine(SUM)) {
            BatchOutcome outcome = engine.forward(BATCH);
            for (int b = 0; b < outcome.samples(); b++) {
                Tape tape = engine.tape(b);
                for (int s = 0; s < tape.count; s++) {
                    if (tape.source[s] >= 6) {
                        slopes.add(tape.rise[s]);
                    }
                }
            }
            engine.backward(outcome.counts());
            assertThat(engine.clampedSpikes()).isZero();
        }
        slopes.sort(null);
        double least = slopes.getFirst();
        assertThat(least).isPositive();
        assertThat(clamped(least * (1 - 1e-12), 1)).isZero();
        assertThat(clamped(slopes.get(slopes.size() / 2), 1)).isEqualTo(slopes.size() / 2);
        assertThat(clamped(1000, 1)).isEqualTo(slopes.size());
        assertThat(clamped(1000, 3)).isEqualTo(slopes.size());
        double[] plain = gradient(GradientsSpec.PLAIN, Map.of());
        assertThat(gradient(new GradientsSpec(null, least * (1 - 1e-12)), Map.of()))
                .containsExactly(plain);
        // With every jump suppressed, nothing of the loss comes back through hidden spikes.
        for (double g : gradient(new GradientsSpec(null, 1e12), Map.of())) {
            assertThat(g).isCloseTo(0, within(1e-10));
        }
    }

    private static long clamped(double smallestSlope, int threads) {
        try (EventEngine engine =
                EventEngine.create(network().options(SUM, new GradientsSpec(null, smallestSlope), Map.of(), threads))) {
            engine.backward(engine.forward(BATCH).counts());
            return engine.clampedSpikes();
        }
    }

    @Test
    void oneAndMoreThreadsComputeTheSameBits() {
        Map<String, RegularisationSpec> regularisation = Map.of("hidden", new RegularisationSpec(1, 0.2, 0.1, null));
        for (LossSpec loss : List.of(new LossSpec.MaxVoltage(0.1), new LossSpec.MeanCrossEntropy(0))) {
            List<double[]> gradients = new ArrayList<>();
            for (int threads : new int[] {1, 2, 3}) {
                try (EventEngine engine = EventEngine.create(
                        network().options(loss, new GradientsSpec(null, 0.2), regularisation, threads))) {
                    engine.backward(engine.forward(BATCH).counts());
                    gradients.add(engine.gradientArrays()[0].clone());
                }
            }
            assertThat(gradients.get(1)).containsExactly(gradients.getFirst());
            assertThat(gradients.get(2)).containsExactly(gradients.getFirst());
        }
    }

    private static TestNetwork network() {
        return new TestNetwork(60, 3)
                .input(6)
                .lif("hidden", 20, 10)
                .li("output", 20, 3)
                .connect("input", "hidden", 5, 1.6, 0.8)
                .connect("hidden", "output", 5, 0.8, 0.4);
    }

    /** Of the weights from the input to hidden neurons. */
    private static double[] gradient(GradientsSpec gradients, Map<String, RegularisationSpec> regularisation) {
        try (EventEngine engine = EventEngine.create(network().options(SUM, gradients, regularisation, 1))) {
            engine.backward(engine.forward(BATCH).counts());
            return engine.gradientArrays()[0].clone();
        }
    }
}
