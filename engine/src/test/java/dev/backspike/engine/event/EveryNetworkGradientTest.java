package dev.backspike.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.InitialiserSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.inspection.GradientReport;
import dev.backspike.engine.network.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradients of every kind of parameter, in networks with everything that a specification can ask for, against
 * central differences of the simulated loss.
 */
class EveryNetworkGradientTest {

    private static final double LARGEST_ERROR = 1e-6;

    private static final LossSpec FIRST_SPIKE = new LossSpec.FirstSpike(2, 6.4, 0.003, 0);
    private static final LossSpec SUM_VOLTAGE = new LossSpec.SumVoltage();
    private static final LossSpec SUM_EXP_VOLTAGE = new LossSpec.SumVoltage(Profile.EXPONENTIAL);
    private static final LossSpec SUM_LINEAR_VOLTAGE = new LossSpec.SumVoltage(Profile.LINEAR);

    private static final ConnectivitySpec DENSE = new ConnectivitySpec.Dense();
    private static final ConnectivitySpec SPARSE = new ConnectivitySpec.FixedProbability(0.6);
    private static final ParameterSpec NO_DELAY = ParameterSpec.fixed(0);
    private static final ParameterSpec RANDOM_DELAYS = drawn(1, 9, false);
    private static final ParameterSpec LEARNT_DELAYS = drawn(1, 9, true);

    static Stream<Arguments> networks() {
        Stream.Builder<Arguments> cases = Stream.builder();
        for (LossSpec loss : List.of(FIRST_SPIKE, SUM_EXP_VOLTAGE)) {
            add(cases, "several connections of a pair", loss, EveryNetworkGradientTest::severalOfAPair);
            add(cases, "constant delays", loss, l -> delays(l, ParameterSpec.fixed(4), ParameterSpec.fixed(2.5)));
            add(cases, "random delays", loss, l -> delays(l, RANDOM_DELAYS, RANDOM_DELAYS));
            add(cases, "learnt delays", loss, l -> delays(l, LEARNT_DELAYS, LEARNT_DELAYS));
            add(cases, "learnt and constant delays", loss, l -> delays(l, LEARNT_DELAYS, ParameterSpec.fixed(2.5)));
            add(cases, "delays beyond the end", loss, EveryNetworkGradientTest::beyondTheEnd);
            add(cases, "sparse", loss, l -> sparse(l, NO_DELAY));
            add(cases, "sparse, learnt delays", loss, l -> sparse(l, LEARNT_DELAYS));
            add(cases, "random time constants", loss, l -> taus(l, drawn(15, 25, false), drawn(4, 8, false), 0));
            add(cases, "learnt time constants", loss, l -> taus(l, drawn(15, 25, true), drawn(4, 8, true), -0.3));
            add(cases, "learnt, tau_m = 2 tau_s", loss, l -> taus(l, learnt(20), learnt(10), -0.3));
            add(cases, "learnt, tau_m = tau_s", loss, l -> taus(l, learnt(12), learnt(12), -0.3));
            add(cases, "learnt, nearly equal", loss, l -> taus(l, drawn(11.5, 12.5, true), learnt(12), 0.1));
            add(cases, "learnt, tau_s longer", loss, l -> taus(l, drawn(9, 11, true), drawn(15, 18, true), 0.1));
            add(cases, "learnt tau_m alone", loss, l -> taus(l, drawn(15, 25, true), ParameterSpec.fixed(5), 0.2));
            add(cases, "learnt tau_s alone", loss, l -> taus(l, ParameterSpec.fixed(20), drawn(4, 8, true), 0.2));
            add(cases, "refractory", loss, l -> refractory(l, ParameterSpec.fixed(20), ParameterSpec.fixed(5)));
            add(cases, "refractory, learnt", loss, l -> refractory(l, drawn(15, 25, true), drawn(4, 8, true)));
            add(cases, "everything", loss, EveryNetworkGradientTest::everything);
        }
        LossSpec pushed = new LossSpec.FirstSpike(2, 6.4, 0.003, 30);
        add(cases, "silent readout, pushed", pushed, l -> everything(l, 0.1));
        for (LossSpec loss : List.of(
                new LossSpec.MaxVoltage(0),
                new LossSpec.MeanCrossEntropy(0),
                new LossSpec.SpikeTimeMse(15, 60, 5, 0.3))) {
            add(cases, "learnt delays", loss, l -> delays(l, LEARNT_DELAYS, LEARNT_DELAYS));
            add(cases, "constant delays", loss, l -> delays(l, ParameterSpec.fixed(4), ParameterSpec.fixed(2.5)));
            add(cases, "sparse, learnt delays", loss, l -> sparse(l, LEARNT_DELAYS));
            add(cases, "learnt, tau_m = tau_s", loss, l -> taus(l, learnt(12), learnt(12), -0.3));
        }
        for (LossSpec loss : List.of(
                SUM_VOLTAGE,
                SUM_LINEAR_VOLTAGE,
                new LossSpec.MaxVoltage(0),
                new LossSpec.MeanCrossEntropy(0),
                new LossSpec.VoltageMse(0.8, -0.2),
                new LossSpec.SpikeTimeMse(15, 60, 5, 0.3))) {
            add(cases, "learnt time constants", loss, l -> taus(l, drawn(15, 25, true), drawn(4, 8, true), -0.3));
            add(cases, "everything", loss, EveryNetworkGradientTest::everything);
        }
        return cases.build();
    }

    private static void add(
            Stream.Builder<Arguments> cases, String name, LossSpec loss, Function<LossSpec, TestNetwork> network) {
        cases.add(Arguments.of(name, loss, network.apply(loss)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networks")
    void gradientsEqualCentralDifferences(String name, LossSpec loss, TestNetwork network) {
        Batch batch = TestNetwork.randomTrials(2, 6, 3, 25, 7);
        BatchOutcome outcome;
        try (EventEngine engine = network.engine(loss)) {
            outcome = engine.forward(batch);
            engine.backward(outcome.counts());
            absentSynapsesHaveNoGradient(engine, network);
        }
        GradientReport result =
                new GradientReport(batch.size(), GradientCheck.run(network.options(loss, 1), batch, 20, 1), 0);
        System.out.printf(
                "gradient check: %-30s %-18s %.1e (%d compared, %d skipped; spikes per trial %.1f)%n",
                name,
                loss.type(),
                result.largestError(),
                result.compared(),
                result.skipped(),
                Arrays.stream(outcome.spikes()).sum() / (double) outcome.samples());
        assertThat(outcome.spikes()[1]).as("hidden spikes").isGreaterThan(outcome.samples() * 5L);
        assertThat(result.largestError()).as("%s", result.arrays()).isPositive().isLessThan(LARGEST_ERROR);
        assertThat(result.compared()).as("%s", result.arrays()).isGreaterThan(10 * result.skipped());
    }

    private static void absentSynapsesHaveNoGradient(EventEngine engine, TestNetwork network) {
        List<Parameter> parameters = network.options(FIRST_SPIKE, 1).network().parameters();
        for (int k = 0; k < parameters.size(); k++) {
            Parameter p = parameters.get(k);
            if (p.shape().length == 2) {
                for (int n = 0; n < engine.gradientArrays()[k].length; n++) {
                    if (!engine.wiring().synapses.get(p.owner()).has(n)) {
                        assertThat(engine.gradientArrays()[k][n]).isZero();
                    }
                }
            }
        }
    }

    private static ParameterSpec drawn(double min, double max, boolean learnable) {
        return new ParameterSpec(new InitialiserSpec.Uniform(min, max), learnable, 1, 0, 1000);
    }

    private static ParameterSpec learnt(double initial) {
        return new ParameterSpec(new InitialiserSpec.Constant(initial), true, 1, 0.1, 1000);
    }

    private static NeuronSpec lif(ParameterSpec tauMem, double vReset, double refractory) {
        return new NeuronSpec.Lif(tauMem, 1, vReset, refractory);
    }

    private static TestNetwork network(
            LossSpec loss, long seed, int hidden, ParameterSpec tauMem, double vReset, double refractory) {
        NeuronSpec readout =
                loss instanceof LossSpec.OfVoltages ? new NeuronSpec.Li(tauMem) : lif(tauMem, vReset, refractory);
        return new TestNetwork(60, seed)
                .input(6)
                .population("hidden", lif(tauMem, vReset, refractory), hidden)
                .population("output", readout, 3);
    }

    private static TestNetwork severalOfAPair(LossSpec loss) {
        ParameterSpec slow = ParameterSpec.fixed(10);
        ParameterSpec fast = ParameterSpec.fixed(5);
        return network(loss, 1, 10, ParameterSpec.fixed(20), 0, 0)
                .connect("input", "hidden", fast, DENSE, NO_DELAY, 1, 0.8)
                .connect("input", "hidden", slow, DENSE, NO_DELAY, 0.4, 0.3)
                .connect("input", "hidden", fast, DENSE, ParameterSpec.fixed(7), 0.2, 0.3)
                .connect("hidden", "output", fast, DENSE, NO_DELAY, 0.5, 0.4)
                .connect("hidden", "output", fast, DENSE, RANDOM_DELAYS, 0.4, 0.4);
    }

    private static TestNetwork delays(LossSpec loss, ParameterSpec inwards, ParameterSpec recurrent) {
        ParameterSpec tau = ParameterSpec.fixed(5);
        return network(loss, 2, 10, ParameterSpec.fixed(20), 0, 0)
                .connect("input", "hidden", tau, DENSE, inwards, 1.8, 0.8)
                .connect("hidden", "hidden", tau, DENSE, recurrent, 0.05, 0.3)
                .connect("hidden", "output", tau, DENSE, recurrent, 0.9, 0.4);
    }

    private static TestNetwork beyondTheEnd(LossSpec loss) {
        ParameterSpec tau = ParameterSpec.fixed(5);
        return network(loss, 2, 10, ParameterSpec.fixed(20), 0, 0)
                .connect("input", "hidden", tau, DENSE, drawn(1, 50, true), 2.6, 0.8)
                .connect("hidden", "hidden", tau, DENSE, drawn(1, 50, true), 0.05, 0.3)
                .connect("hidden", "output", tau, DENSE, ParameterSpec.fixed(20), 1.5, 0.4);
    }

    private static TestNetwork sparse(LossSpec loss, ParameterSpec delay) {
        ParameterSpec tau = ParameterSpec.fixed(5);
        return network(loss, 3, 12, ParameterSpec.fixed(20), 0, 0)
                .connect("input", "hidden", tau, SPARSE, delay, 2.4, 0.8)
                .connect("hidden", "hidden", tau, new ConnectivitySpec.OneToOne(), delay, -0.3, 0.3)
                .connect("hidden", "hidden", tau, SPARSE, NO_DELAY, 0, 0.2)
                .connect("hidden", "output", tau, SPARSE, delay, 1.1, 0.4);
    }

    private static TestNetwork taus(LossSpec loss, ParameterSpec tauMem, ParameterSpec tauSyn, double vReset) {
        double s = Math.sqrt(5 / middle(tauSyn));
        return network(loss, 4, 10, tauMem, vReset, 0)
                .connect("input", "hidden", tauSyn, DENSE, NO_DELAY, 1.6 * s, 0.8 * s)
                .connect("hidden", "hidden", ParameterSpec.fixed(7), DENSE, ParameterSpec.fixed(2), 0.03, 0.3)
                .connect("hidden", "output", tauSyn, DENSE, NO_DELAY, 0.9 * s, 0.4 * s);
    }

    private static double middle(ParameterSpec spec) {
        return spec.initial() instanceof InitialiserSpec.Uniform u
                ? (u.min() + u.max()) / 2
                : ((InitialiserSpec.Constant) spec.initial()).value();
    }

    private static TestNetwork refractory(LossSpec loss, ParameterSpec tauMem, ParameterSpec tauSyn) {
        return network(loss, 5, 10, tauMem, -0.2, 3)
                .connect("input", "hidden", tauSyn, DENSE, NO_DELAY, 2, 0.8)
                .connect("hidden", "hidden", tauSyn, DENSE, LEARNT_DELAYS, 0.1, 0.3)
                .connect("hidden", "output", tauSyn, DENSE, ParameterSpec.fixed(1), 1.1, 0.4);
    }

    static TestNetwork everything(LossSpec loss) {
        return everything(loss, 0.9);
    }

    private static TestNetwork everything(LossSpec loss, double toOutput) {
        ParameterSpec tauSyn = drawn(4, 8, true);
        return network(loss, 6, 12, drawn(15, 25, true), -0.2, 2)
                .connect("input", "hidden", tauSyn, SPARSE, LEARNT_DELAYS, 2.2, 0.8)
                .connect("input", "hidden", ParameterSpec.fixed(10), DENSE, ParameterSpec.fixed(3), 0.3, 0.2)
                .connect("hidden", "hidden", tauSyn, SPARSE, LEARNT_DELAYS, 0.05, 0.3)
                .connect("input", "output", ParameterSpec.fixed(15), SPARSE, NO_DELAY, 0.1, 0.1)
                .connect("hidden", "output", tauSyn, DENSE, LEARNT_DELAYS, toOutput, toOutput / 2)
                .connect("hidden", "output", drawn(8, 12, false), SPARSE, RANDOM_DELAYS, toOutput / 3, toOutput / 4);
    }
}
