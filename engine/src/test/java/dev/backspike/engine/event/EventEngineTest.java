package dev.backspike.engine.event;

import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.sqrt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.SimulationFailedException;
import dev.backspike.engine.SpikeCounts;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventEngineTest {

    private static final LossSpec FIRST_SPIKE = new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1);
    private static final LossSpec SUM_VOLTAGE = new LossSpec.SumVoltage();
    private static final ConnectivitySpec DENSE = new ConnectivitySpec.Dense();

    @Test
    void oneInputSpikeMakesOneNeuronSpikeWhenTheQuadraticSays() {
        // From rest and with tau_m = 2 tau_s, V = w (x - x^2) with x = exp(-(t - 3) / tau_m).
        double w = 5;
        double x = (1 + sqrt(1 - 4 / w)) / 2;
        TestNetwork network =
                new TestNetwork(60, 1).input(1).lif("output", 20, 1).connect("input", "output", 10, w);
        try (EventEngine engine = network.engine(FIRST_SPIKE)) {
            BatchOutcome outcome = engine.forward(TestNetwork.trial(0, new double[] {3}, new int[] {0}));
            assertThat(outcome.spikes()).containsExactly(1, 1);
            assertThat(outcome.correct()).isEqualTo(1);
            Tape tape = engine.tape(0);
            assertThat(tape.time[1]).isCloseTo(3 - 20 * log(x), within(1e-14));
            assertThat(tape.rise[1]).isCloseTo(w * x * x - 1, within(1e-14));
            // A single class: only the term that asks for an early spike is left.
            assertThat(outcome.loss()).isCloseTo(0.003 * (exp(tape.time[1] / 6.4) - 1), within(1e-14));
        }
    }

    @Test
    void afterItsSpikeANeuronClimbsFromTheResetValue() {
        // With tau_m = 2 tau_s and one early input, the second spike solves the quadratic from (V_r, I at the first).
        double w = 30;
        TestNetwork network =
                new TestNetwork(60, 1).input(1).lif("output", 20, 1).connect("input", "output", 10, w);
        try (EventEngine engine = network.engine(FIRST_SPIKE)) {
            engine.forward(TestNetwork.trial(0, new double[] {0}, new int[] {0}));
            Tape tape = engine.tape(0);
            double v = 0;
            double i = w;
            double t = 0;
            int spikes = 0;
            while ((v + i) * (v + i) >= 4 * i) {
                double x = ((v + i) + sqrt((v + i) * (v + i) - 4 * i)) / (2 * i);
                t -= 20 * log(x);
                i *= x * x;
                v = 0;
                spikes++;
                assertThat(tape.time[spikes]).isCloseTo(t, within(1e-12));
                assertThat(tape.rise[spikes]).isCloseTo(i - 1, within(1e-12));
            }
            assertThat(spikes).isGreaterThan(5);
            assertThat(tape.count).isEqualTo(spikes + 1);
        }
    }

    @Test
    void theVoltageOfALeakyIntegratorIsIntegratedInClosedForm() {
        // int_0^R kappa(h) dh = tau_s [1 - (tau_m a - tau_s b) / (tau_m - tau_s)] with R = T - t.
        double duration = 50;
        double[] w = {0.8, -0.3};
        TestNetwork network =
                new TestNetwork(duration, 1).input(1).li("output", 20, 2).connect("input", "output", 5, w);
        try (EventEngine engine = network.engine(SUM_VOLTAGE)) {
            BatchOutcome outcome = engine.forward(TestNetwork.trial(1, new double[] {8, 31}, new int[] {0, 0}));
            double integral = 0;
            for (double rest : new double[] {duration - 8, duration - 31}) {
                integral += 5 * (1 - (20 * exp(-rest / 20) - 5 * exp(-rest / 5)) / 15);
            }
            double x0 = w[0] * integral / duration;
            double x1 = w[1] * integral / duration;
            assertThat(outcome.loss()).isCloseTo(log(exp(x0) + exp(x1)) - x1, within(1e-14));
            engine.backward(outcome.counts());
            double p0 = exp(x0) / (exp(x0) + exp(x1));
            double[] gradient = ((Tensor.F64) engine.gradients().getFirst()).values();
            assertThat(gradient[0]).isCloseTo(p0 * integral / duration, within(1e-14));
            assertThat(gradient[1]).isCloseTo(-p0 * integral / duration, within(1e-14));
        }
    }

    @Test
    void aDelayedSpikeArrivesSoMuchLater() {
        double x = (1 + sqrt(1 - 4 / 5.0)) / 2;
        TestNetwork network = new TestNetwork(60, 1)
                .input(1)
                .lif("output", 20, 1)
                .connect("input", "output", ParameterSpec.fixed(10), DENSE, ParameterSpec.fixed(4), 5, 0);
        try (EventEngine engine = network.engine(FIRST_SPIKE)) {
            engine.forward(TestNetwork.trial(0, new double[] {3}, new int[] {0}));
            assertThat(engine.tape(0).time[1]).isCloseTo(3 + 4 - 20 * log(x), within(1e-14));
        }
    }

    @Test
    void aRefractoryNeuronClimbsFromTheResetValueWhenItIsReleased() {
        // As above, but each climb begins 2 ms after the spike, when I has decayed by exp(-2 / 10).
        TestNetwork network = new TestNetwork(60, 1)
                .input(1)
                .population("output", new NeuronSpec.Lif(ParameterSpec.fixed(20), 1, 0, 2), 1)
                .connect("input", "output", 10, 30.0);
        try (EventEngine engine = network.engine(FIRST_SPIKE)) {
            engine.forward(TestNetwork.trial(0, new double[] {0}, new int[] {0}));
            Tape tape = engine.tape(0);
            double i = 30;
            double t = 0;
            int spikes = 0;
            while (i >= 4) {
                double x = (1 + sqrt(1 - 4 / i)) / 2;
                t -= 20 * log(x);
                spikes++;
                assertThat(tape.time[spikes]).isCloseTo(t, within(1e-12));
                assertThat(tape.rise[spikes]).isCloseTo(i * x * x - 1, within(1e-12));
                i *= x * x * exp(-0.2);
                t += 2;
                assertThat(tape.release[spikes]).isCloseTo(i, within(1e-12));
            }
            assertThat(spikes).isGreaterThan(3);
            assertThat(tape.count).isEqualTo(spikes + 1);
        }
    }

    @Test
    void theLimitsOfIndividualValuesAreTheSharedOnes() {
        // All delays equal, or all time constants: neurons with clocks of their own do what those with one clock do.
        ParameterSpec same = new ParameterSpec(new InitialiserSpec.Uniform(3, 3), false, 1, 0, 100);
        ParameterSpec tau = new ParameterSpec(new InitialiserSpec.Uniform(20, 20), false, 1, 0, 100);
        double[] shared = gradient(delayed(ParameterSpec.fixed(20), ParameterSpec.fixed(3)));
        assertThat(gradient(delayed(ParameterSpec.fixed(20), same))).containsExactly(shared, within(1e-12));
        assertThat(gradient(delayed(tau, ParameterSpec.fixed(3)))).containsExactly(shared, within(1e-12));
        ParameterSpec none = new ParameterSpec(new InitialiserSpec.Uniform(0, 0), true, 1, 0, 100);
        assertThat(gradient(delayed(ParameterSpec.fixed(20), none)))
                .containsExactly(gradient(delayed(ParameterSpec.fixed(20), ParameterSpec.fixed(0))), within(1e-12));
    }

    private static TestNetwork delayed(ParameterSpec tauMem, ParameterSpec delay) {
        ParameterSpec tauSyn = ParameterSpec.fixed(5);
        return new TestNetwork(60, 3)
                .input(6)
                .population("hidden", new NeuronSpec.Lif(tauMem, 1, -0.1, 0), 20)
                .population("output", new NeuronSpec.Li(tauMem), 3)
                .connect("input", "hidden", tauSyn, DENSE, delay, 1.6, 0.8)
                .connect("hidden", "hidden", tauSyn, DENSE, delay, 0.02, 0.2)
                .connect("hidden", "output", tauSyn, DENSE, delay, 0.8, 0.4);
    }

    /** Of the weights into the hidden neurons. */
    private static double[] gradient(TestNetwork network) {
        try (EventEngine engine = network.engine(SUM_VOLTAGE)) {
            engine.backward(
                    engine.forward(TestNetwork.randomTrials(8, 6, 3, 25, 3)).counts());
            return ((Tensor.F64) engine.gradients().getFirst()).values();
        }
    }

    @Test
    void everyGradientIsTheSameBitForBitForAnyNumberOfThreads() {
        TestNetwork network = EveryNetworkGradientTest.everything(SUM_VOLTAGE);
        Batch batch = TestNetwork.randomTrials(24, 6, 3, 25, 3);
        List<Tensor> expected = gradients(network, batch, 1);
        for (int threads : new int[] {2, 5}) {
            List<Tensor> gradients = gradients(network, batch, threads);
            assertThat(gradients).hasSameSizeAs(expected);
            for (int k = 0; k < expected.size(); k++) {
                assertThat(((Tensor.F64) gradients.get(k)).values()).isEqualTo(((Tensor.F64) expected.get(k)).values());
            }
        }
    }

    private static List<Tensor> gradients(TestNetwork network, Batch batch, int threads) {
        try (EventEngine engine = EventEngine.create(network.options(SUM_VOLTAGE, threads))) {
            engine.backward(engine.forward(batch).counts());
            return engine.gradients();
        }
    }

    @Test
    void whatWouldHappenAtOrAfterTheEndDoesNotHappen() {
        double crossing = -20 * log((1 + sqrt(1 - 4 / 5.0)) / 2);
        TestNetwork ends = new TestNetwork(crossing - 1e-9, 1)
                .input(1)
                .lif("output", 20, 1)
                .connect("input", "output", 10, 5.0);
        try (EventEngine engine = ends.engine(FIRST_SPIKE)) {
            BatchOutcome outcome =
                    engine.forward(TestNetwork.trial(0, new double[] {0, crossing, 99}, new int[] {0, 0, 0}));
            assertThat(outcome.spikes()).containsExactly(1, 0);
            assertThat(outcome.correct()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anyNumberOfThreadsTrainsTheSameNetworkBitForBit(int threads) {
        assertThat(train(recurrent(), FIRST_SPIKE, threads)).isEqualTo(train(recurrent(), FIRST_SPIKE, 1));
        assertThat(train(recurrentWithLi(), SUM_VOLTAGE, threads)).isEqualTo(train(recurrentWithLi(), SUM_VOLTAGE, 1));
    }

    @Test
    void trainingReducesTheLoss() {
        List<List<Double>> trained = train(recurrent(), FIRST_SPIKE, 1);
        List<Double> losses = trained.getFirst();
        assertThat(losses.getLast()).isLessThan(0.8 * losses.getFirst());
    }

    @Test
    void aTrialDoesNotDependOnTheTrialsBefore() {
        Batch batch = TestNetwork.randomTrials(8, 6, 3, 25, 3);
        try (EventEngine engine = recurrent().engine(FIRST_SPIKE)) {
            engine.backward(engine.forward(batch).counts());
            double[] first = ((Tensor.F64) engine.gradients().getFirst()).values();
            engine.backward(
                    engine.forward(TestNetwork.randomTrials(20, 6, 3, 40, 4)).counts());
            engine.backward(engine.forward(batch).counts());
            assertThat(((Tensor.F64) engine.gradients().getFirst()).values()).isEqualTo(first);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        TestNetwork network =
                new TestNetwork(60, 1).input(2).li("output", 20, 1).connect("input", "output", 5, 1, 1);
        assertThatThrownBy(() -> network.engine(FIRST_SPIKE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first-spike")
                .hasMessageContaining("output");
        EngineOptions options = network.options(SUM_VOLTAGE, 1);
        List<Tensor.F64> tooShort = List.of(new Tensor.F64("input->output.weight", new int[] {1, 1}, new double[1]));
        assertThatThrownBy(() -> EventEngine.create(new EngineOptions(
                        options.network(),
                        options.loss(),
                        options.optimiser(),
                        options.gradients(),
                        options.regularisation(),
                        new InitialState(tooShort, options.initial().synapses()),
                        1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 2 values, not 1");
        SpikeCounts counts = new SpikeCounts(1, new int[2][0]);
        try (EventEngine engine = network.engine(SUM_VOLTAGE)) {
            assertThatThrownBy(() -> engine.backward(counts)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> engine.forward(TestNetwork.trial(0, new double[] {1}, new int[] {2})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("unit 2");
            assertThatThrownBy(() -> engine.forward(TestNetwork.trial(0, new double[] {5, 4}, new int[] {0, 0})))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("may not decrease");
            assertThatThrownBy(() -> engine.backward(counts)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aNetworkThatRunsAwayIsReported() {
        TestNetwork network = new TestNetwork(1000, 1)
                .input(1)
                .lif("hidden", 20, 2)
                .lif("output", 20, 1)
                .connect("input", "hidden", 5, 9.0, 9.0)
                .connect("hidden", "hidden", 5, 9.0, 9.0, 9.0, 9.0)
                .connect("hidden", "output", 5, 0.0, 0.0);
        try (EventEngine engine = network.engine(FIRST_SPIKE)) {
            assertThatThrownBy(() -> engine.forward(TestNetwork.trial(0, new double[] {0}, new int[] {0})))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("runs away");
        }
    }

    /** Losses by step, then the trained weights by connection. */
    private static List<List<Double>> train(TestNetwork network, LossSpec loss, int threads) {
        Batch batch = TestNetwork.randomTrials(24, 6, 3, 25, 3);
        List<Double> losses = new ArrayList<>();
        try (EventEngine engine = EventEngine.create(network.options(loss, threads))) {
            for (int step = 0; step < 30; step++) {
                BatchOutcome outcome = engine.forward(batch);
                losses.add(outcome.loss());
                engine.backward(outcome.counts());
                engine.optimise(5e-3, batch.size());
            }
            List<List<Double>> all = new ArrayList<>(List.of(losses));
            for (Tensor tensor : engine.parameters()) {
                all.add(java.util.Arrays.stream(((Tensor.F64) tensor).values())
                        .boxed()
                        .toList());
            }
            return all;
        }
    }

    private static TestNetwork recurrent() {
        return new TestNetwork(60, 3)
                .input(6)
                .lif("hidden", 20, 20)
                .lif("output", 20, 3)
                .connect("input", "hidden", 5, 1.6, 0.8)
                .connect("hidden", "hidden", 5, 0.02, 0.2)
                .connect("hidden", "output", 5, 0.8, 0.4);
    }

    private static TestNetwork recurrentWithLi() {
        return new TestNetwork(60, 3)
                .input(6)
                .lif("hidden", 20, 20)
                .li("output", 20, 3)
                .connect("input", "hidden", 5, 1.6, 0.8)
                .connect("hidden", "hidden", 8, 0.02, 0.2)
                .connect("hidden", "output", 5, 0.8, 0.4);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e150, 1.5e308, -1.5e308, Double.POSITIVE_INFINITY, Double.NaN})
    void weightsOutOfRangeEndATrialWithAFailureOrANumberThatIsNotFinite(double weight) {
        TestNetwork network = new TestNetwork(60, 1)
                .input(2)
                .lif("hidden", 20, 3)
                .lif("output", 20, 2)
                .connect("input", "hidden", 5, weight, -weight, weight, weight, weight, -weight)
                .connect("hidden", "hidden", 10, weight / 2, 1, 1, 1, 1, 1, 1, 1, 1)
                .connect("hidden", "output", 5, 1, 2, 3, 4, 5, 6);
        try (EventEngine engine = network.engine(FIRST_SPIKE)) {
            Batch trial = TestNetwork.trial(0, new double[] {1, 2}, new int[] {0, 1});
            try {
                engine.backward(engine.forward(trial).counts());
            } catch (SimulationFailedException e) {
                assertThat(e.code()).isIn(FailureCode.SOLVER_NOT_CONVERGED, FailureCode.NETWORK_RUNS_AWAY);
            }
        }
    }

    @Test
    void aTrialIsAbandonedWhenAStopIsRequested() {
        int spikes = 3000;
        double[] times = new double[spikes];
        for (int k = 0; k < spikes; k++) {
            times[k] = 60.0 * k / spikes;
        }
        Batch trial = TestNetwork.trial(0, times, new int[spikes]);
        TestNetwork network =
                new TestNetwork(60, 1).input(1).lif("output", 20, 1).connect("input", "output", 10, 0.1);
        AtomicInteger questions = new AtomicInteger();
        AtomicInteger stopAt = new AtomicInteger(2);
        EngineOptions options =
                network.options(FIRST_SPIKE, 1).stoppedBy(() -> questions.incrementAndGet() >= stopAt.get());
        try (EventEngine engine = EventEngine.create(options)) {
            assertThatThrownBy(() -> engine.forward(trial)).isInstanceOf(StoppedException.class);
            assertThat(questions.get()).as("before the trial and within it").isEqualTo(2);
            assertThatThrownBy(() -> engine.backward(new SpikeCounts(1, new int[3][0])))
                    .isInstanceOf(IllegalStateException.class);
            stopAt.set(Integer.MAX_VALUE);
            assertThat(engine.forward(trial).spikes()[0]).isEqualTo(spikes);
        }
    }
}
