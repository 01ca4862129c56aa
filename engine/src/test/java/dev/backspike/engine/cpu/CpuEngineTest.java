package dev.backspike.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.MeanGradients;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.network.Population;
import dev.backspike.engine.network.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuEngineTest {

    private static final LossSpec SUM = new LossSpec.SumVoltage();
    private static final LossSpec FIRST = new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1);
    private static final NeuronSpec LIF = new NeuronSpec.Lif(20, 1, 0);
    private static final NeuronSpec LI = new NeuronSpec.Li(20);

    static Stream<InnerLoops> loops() {
        return Stream.of(new ScalarLoops(), new VectorLoops());
    }

    @ParameterizedTest
    @MethodSource("loops")
    void oneNeuronFollowsTheClosedFormAndItsGradientToo(InnerLoops loops) {
        // One input spike of weight w at 3 ms into an LI with tau 20/5; the other readout neuron sees nothing.
        Networks net = new Networks(1, 50, 1);
        Population input = net.population("input", new NeuronSpec.Input(), 1);
        Population output = net.population("output", LI, 2);
        double w = 0.75;
        EngineOptions options = net.connectWith(input, output, 5, w, 0).options(SUM, 1);
        Dataset data = new Networks.Written(1, 2, new int[] {0}, new double[][] {{3}}, new int[][] {{0}});

        // V(s) = w tauSyn/(tauMem-tauSyn) (exp(-s/20) - exp(-s/5)), its integral over the 47 ms that remain, over T
        double perWeight = 5.0 / 15 * (20 * (1 - Math.exp(-47 / 20.0)) - 5 * (1 - Math.exp(-47 / 5.0))) / 50;
        double x = w * perWeight;
        double p0 = Math.exp(x) / (Math.exp(x) + 1);
        try (CpuEngine engine = CpuEngine.create(options, loops)) {
            BatchOutcome outcome = engine.forward(new Batch(data, new int[] {0}));
            engine.backward(outcome.counts());

            assertThat(outcome.loss()).isCloseTo(-Math.log(p0), within(1e-6));
            assertThat(outcome.correct()).isEqualTo(1);
            assertThat(values(engine.gradients().getFirst())[0]).isCloseTo((p0 - 1) * perWeight, within(1e-7));
            assertThat(values(engine.gradients().getFirst())[1]).isCloseTo((1 - p0) * perWeight, within(1e-7));
        }
    }

    @Test
    void aSpikeIsAtTheFirstGridPointWhereTheClosedFormIsAboveThreshold() {
        // Both neurons get one spike at 2 ms; V(s) = w/3 (exp(-s/20) - exp(-s/5)) reaches 1 at the times below.
        Networks net = new Networks(0.1, 30, 1);
        Population input = net.population("input", new NeuronSpec.Input(), 1);
        Population output = net.population("output", LIF, 2);
        EngineOptions options = net.connectWith(input, output, 5, 7, 12).options(FIRST, 1);
        Dataset data = new Networks.Written(1, 2, new int[] {1}, new double[][] {{2}}, new int[][] {{0}});

        double[] times = new double[2];
        for (int k = 0; k < 2; k++) {
            double w = k == 0 ? 7 : 12;
            double s = 0;
            while (w / 3 * (Math.exp(-s / 20) - Math.exp(-s / 5)) < 1) {
                s += 0.1;
            }
            times[k] = 2 + s;
        }
        double expected = Math.log(1 + Math.exp((times[1] - times[0]) / 0.5)) + 0.003 * Math.expm1(times[1] / 6.4);
        try (CpuEngine engine = CpuEngine.create(options, new VectorLoops())) {
            BatchOutcome outcome = engine.forward(new Batch(data, new int[] {0}));
            assertThat(outcome.loss()).isCloseTo(expected, within(1e-6));
            assertThat(outcome.spikes()).startsWith(1);
        }
    }

    static Stream<EngineOptions> graphs() {
        return Stream.of(SUM, FIRST)
                .flatMap(loss -> Stream.of(1, 2)
                        .map(variant -> Networks.graph(variant, loss, GradientsSpec.PLAIN, Map.of(), 1)));
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void anyGraphOfConnectionsAgreesWithThePlainReference(EngineOptions options) {
        Networks.Written data = Networks.randomSpikes(5, 13, 3, 40, 40, 5);
        PlainClockNetwork reference = new PlainClockNetwork(options);
        reference.run(data, data.all());

        for (InnerLoops loops : loops().toList()) {
            try (CpuEngine engine = CpuEngine.create(options, loops)) {
                BatchOutcome outcome = engine.forward(new Batch(data, data.all()));
                engine.backward(outcome.counts());

                assertThat(outcome.spikes()[1]).as("spikes of a").isGreaterThan(20);
                assertThat(outcome.spikes()[2]).as("spikes of b").isGreaterThan(20);
                assertThat(Arrays.copyOfRange(outcome.spikes(), 1, 4))
                        .containsExactly(Arrays.copyOfRange(reference.spikeCounts, 1, 4));
                assertThat(outcome.loss()).isCloseTo(reference.lossSum, within(1e-4));
                for (int c = 0; c < options.initial().parameters().size(); c++) {
                    assertClose(
                            values(MeanGradients.of(engine, outcome.samples()).get(c)), reference.gradient[c], 2e-3);
                }
            }
        }
    }

    @Test
    void aSilentLabelNeuronIsPushedByTheDerivativeOfTheLossAsReported() {
        double push = 0.7;
        double step = 1e-2;
        double[] gradient = new double[4];
        double[] difference = new double[4];
        for (int k = 0; k < 4; k++) {
            gradient[k] = silent(push, -1, 0)[1 + k];
            difference[k] = (silent(push, k, step)[0] - silent(push, k, -step)[0]) / (2 * step);
        }
        assertThat(gradient[1]).isNegative();
        assertClose(gradient, difference, 1e-3);
    }

    /** Loss and gradient of two output neurons that never spike, with weight {@code changed} moved by {@code by}. */
    private static double[] silent(double push, int changed, double by) {
        double[] weights = {0.3, 0.5, -0.2, 0.4};
        if (changed >= 0) {
            weights[changed] += by;
        }
        Networks net = new Networks(0.5, 40, 1);
        Population input = net.population("input", new NeuronSpec.Input(), 2);
        Population output = net.population("output", LIF, 2);
        EngineOptions options =
                net.connectWith(input, output, 5, weights).options(new LossSpec.FirstSpike(0.5, 6.4, 0, push), 1);
        Dataset data = new Networks.Written(2, 2, new int[] {1}, new double[][] {{1, 5, 9}}, new int[][] {{0, 1, 0}});
        return run(options, data, new int[] {0});
    }

    @Test
    void theSumVoltageGradientOfASpikelessNetworkEqualsCentralDifferences() {
        Networks.Written data = Networks.randomSpikes(3, 6, 4, 12, 25, 3);
        double[] start = new double[24];
        Arrays.setAll(start, k -> 0.3 * Math.sin(1 + 5 * k));
        double step = 0.05;
        double[] difference = new double[start.length];
        for (int k = 0; k < start.length; k++) {
            double[] up = start.clone();
            double[] down = start.clone();
            up[k] += step;
            down[k] -= step;
            difference[k] = (spikeless(up, data)[0] - spikeless(down, data)[0]) / (2 * step) / 3;
        }
        double[] run = spikeless(start, data);
        // The loss is computed in float, so the differences are good to 1e-7 / step.
        assertClose(Arrays.copyOfRange(run, 1, run.length), difference, 1e-4);
    }

    private static double[] spikeless(double[] weights, Networks.Written data) {
        Networks net = new Networks(0.5, 30, 1);
        Population input = net.population("input", new NeuronSpec.Input(), 6);
        Population output = net.population("output", new NeuronSpec.Li(8), 4);
        return run(net.connectWith(input, output, 8, weights).options(SUM, 1), data, data.all());
    }

    @Test
    void oneAndMoreThreadsComputeTheSameBits() {
        Networks.Written data = Networks.randomSpikes(9, 40, 5, 300, 80, 8);
        List<float[]> one = train(1, data);
        for (int threads : new int[] {2, 5}) {
            List<float[]> many = train(threads, data);
            for (int c = 0; c < one.size(); c++) {
                assertThat(many.get(c)).containsExactly(one.get(c));
            }
        }
    }

    private static List<float[]> train(int threads, Networks.Written data) {
        Networks net = new Networks(1, 100, 4);
        Population input = net.population("input", new NeuronSpec.Input(), 40);
        Population hidden = net.population("hidden", LIF, 150);
        Population output = net.population("output", LI, 5);
        EngineOptions options = net.connect(input, hidden, 5, 0.3, 0.1)
                .connect(hidden, hidden, 5, 0, 0.05)
                .connect(hidden, output, 5, 0, 0.1)
                .options(SUM, threads);
        try (CpuEngine engine = CpuEngine.create(options, new VectorLoops())) {
            for (int step = 0; step < 5; step++) {
                BatchOutcome outcome = engine.forward(new Batch(data, data.all()));
                assertThat(outcome.spikes()[1]).isGreaterThan(1000);
                engine.backward(outcome.counts());
                engine.optimise(1e-2, outcome.samples());
            }
            return engine.parameters().stream()
                    .map(t -> ((Tensor.F32) t).values())
                    .toList();
        }
    }

    @Test
    void theOptimiserIsAdamAsPublished() {
        Networks.Written data = Networks.randomSpikes(3, 6, 4, 12, 25, 3);
        Networks net = new Networks(1, 30, 2);
        Population input = net.population("input", new NeuronSpec.Input(), 6);
        Population output = net.population("output", LI, 4);
        EngineOptions options = net.connect(input, output, 5, 0, 1).options(SUM, 1);
        double[] w = options.initial().parameters().getFirst().values().clone();
        double[] m = new double[w.length];
        double[] v = new double[w.length];
        try (CpuEngine engine = CpuEngine.create(options, new VectorLoops())) {
            for (int t = 1; t <= 4; t++) {
                double[] g = gradient(engine, data, data.all());
                engine.optimise(0.01 * t, data.all().length);
                for (int k = 0; k < w.length; k++) {
                    m[k] = 0.9 * m[k] + 0.1 * g[k];
                    v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k];
                    double mHat = m[k] / (1 - Math.pow(0.9, t));
                    double vHat = v[k] / (1 - Math.pow(0.999, t));
                    w[k] -= 0.01 * t * mHat / (Math.sqrt(vHat) + 1e-8);
                }
            }
            assertClose(values(engine.parameters().getFirst()), w, 1e-5);
        }
    }

    @Test
    void evaluationAndSmallerBatchesBetweenLeaveNoTrace() {
        Networks.Written data = Networks.randomSpikes(4, 13, 3, 40, 40, 5);
        EngineOptions options = graphs().findFirst().orElseThrow();
        try (CpuEngine engine = CpuEngine.create(options, new VectorLoops())) {
            double[] fresh = gradient(engine, data, 2, 3);
            gradient(engine, data, 0, 1, 2, 3);
            engine.forward(new Batch(data, new int[] {1}));
            assertThat(gradient(engine, data, 2, 3)).containsExactly(fresh);
        }
    }

    private static double[] gradient(CpuEngine engine, Dataset data, int... samples) {
        engine.backward(engine.forward(new Batch(data, samples)).counts());
        return values(MeanGradients.of(engine, samples.length).getFirst());
    }

    /** The loss, then the gradient of the first connection. */
    private static double[] run(EngineOptions options, Dataset data, int[] samples) {
        try (CpuEngine engine = CpuEngine.create(options, new VectorLoops())) {
            BatchOutcome outcome = engine.forward(new Batch(data, samples));
            engine.backward(outcome.counts());
            double[] gradient = values(MeanGradients.of(engine, samples.length).getFirst());
            double[] both = new double[1 + gradient.length];
            both[0] = outcome.loss();
            System.arraycopy(gradient, 0, both, 1, gradient.length);
            return both;
        }
    }

    private static double[] values(Tensor tensor) {
        float[] floats = ((Tensor.F32) tensor).values();
        double[] values = new double[floats.length];
        Arrays.setAll(values, k -> floats[k]);
        return values;
    }

    /** @param tolerance relative to the largest expected value */
    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(largest).isPositive();
        for (int k = 0; k < expected.length; k++) {
            assertThat(actual[k]).as("element %d", k).isCloseTo(expected[k], within(tolerance * largest));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aBatchIsAbandonedInEitherPhaseWhenAStopIsRequested(int threads) {
        Networks.Written data = Networks.randomSpikes(5, 13, 3, 40, 40, 5);
        Batch batch = new Batch(data, data.all());
        AtomicBoolean stop = new AtomicBoolean();
        EngineOptions options =
                Networks.graph(1, SUM, GradientsSpec.PLAIN, Map.of(), threads).stoppedBy(stop::get);
        try (CpuEngine engine = CpuEngine.create(options)) {
            BatchOutcome outcome = engine.forward(batch);
            double loss = outcome.loss();
            stop.set(true);
            assertThatThrownBy(() -> engine.backward(outcome.counts())).isInstanceOf(StoppedException.class);
            assertThatThrownBy(() -> engine.forward(batch)).isInstanceOf(StoppedException.class);
            stop.set(false);
            assertThat(engine.forward(batch).loss()).isEqualTo(loss);
            engine.backward(outcome.counts());
            engine.optimise(1e-3, outcome.samples());
        }
    }

    @Test
    void aLongTrialIsAbandonedInItsMiddle() {
        Networks net = new Networks(0.01, 60, 1);
        Population input = net.population("input", new NeuronSpec.Input(), 1);
        Population output = net.population("output", LIF, 2);
        AtomicInteger questions = new AtomicInteger();
        EngineOptions options = net.connectWith(input, output, 5, 7, 12)
                .options(FIRST, 1)
                .stoppedBy(() -> questions.incrementAndGet() > 3);
        Dataset data = new Networks.Written(1, 2, new int[] {1}, new double[][] {{2}}, new int[][] {{0}});
        try (CpuEngine engine = CpuEngine.create(options)) {
            assertThatThrownBy(() -> engine.forward(new Batch(data, new int[] {0})))
                    .isInstanceOf(StoppedException.class);
            assertThat(questions.get()).as("of 6 in the trial").isEqualTo(4);
        }
    }
}
