package dev.backspike.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.inspection.GradientReport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of the adjoint equations against central differences of the simulated loss. */
class GradientCheckTest {

    private static final double LARGEST_ERROR = 1e-6;

    private static final int MOST_PER_ARRAY = 25;

    private static final LossSpec FIRST_SPIKE = new LossSpec.FirstSpike(2, 6.4, 0.003, 0);
    private static final LossSpec[] LOSSES = {
        FIRST_SPIKE,
        new LossSpec.SumVoltage(),
        new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL),
        new LossSpec.SumVoltage(LossSpec.Profile.LINEAR)
    };

    /**
     * tau_m = 4 tau_s, the quadratic case, a ratio that is no integer, equal, nearly equal on both sides, tau_s longer.
     */
    private static final double[] TAU_SYN = {5, 10, 6.3, 20, 19.9, 20 + 1e-7, 21.5, 35};

    /** The further losses, which are tried with fewer networks. */
    private static final LossSpec[] FURTHER_LOSSES = {
        new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL, 0.2),
        new LossSpec.MaxVoltage(0),
        new LossSpec.MaxVoltage(0.1),
        new LossSpec.MeanCrossEntropy(0),
        new LossSpec.MeanCrossEntropy(0.1),
        new LossSpec.VoltageMse(0.8, -0.2),
        new LossSpec.SpikeTimeMse(15, 25, 5, 0),
        new LossSpec.SpikeTimeMse(15, 60, 5, 0.3)
    };

    static Stream<Arguments> networks() {
        Stream.Builder<Arguments> cases = Stream.builder();
        for (double tauSyn : TAU_SYN) {
            for (LossSpec loss : LOSSES) {
                cases.add(Arguments.of("one hidden layer", tauSyn, loss, oneHidden(tauSyn, loss)));
                cases.add(Arguments.of("two hidden layers", tauSyn, loss, twoHidden(tauSyn, loss)));
                cases.add(Arguments.of("recurrent", tauSyn, loss, recurrent(tauSyn, loss)));
                cases.add(Arguments.of("skip connection", tauSyn, loss, skip(tauSyn, loss)));
            }
        }
        for (LossSpec loss : FURTHER_LOSSES) {
            for (double tauSyn : new double[] {5, 10, 20, 35}) {
                cases.add(Arguments.of("one hidden layer", tauSyn, loss, oneHidden(tauSyn, loss)));
                cases.add(Arguments.of("recurrent", tauSyn, loss, recurrent(tauSyn, loss)));
            }
            cases.add(Arguments.of("recurrent, several tau_syn", 5, loss, severalTauSyn(loss)));
        }
        for (LossSpec loss : LOSSES) {
            cases.add(Arguments.of("recurrent, several tau_syn", 5, loss, severalTauSyn(loss)));
        }
        return cases.build();
    }

    @ParameterizedTest(name = "{0}, tau_m 20, tau_s {1}, {2}")
    @MethodSource("networks")
    void gradientsEqualCentralDifferences(String name, double tauSyn, LossSpec loss, TestNetwork network) {
        Batch batch = TestNetwork.randomTrials(4, 6, 3, 25, 7);
        check(name + ", tau_s " + tauSyn + ", " + loss.type(), network, loss, batch);
    }

    @Test
    void aSilentLabelNeuronIsPushed() {
        LossSpec loss = new LossSpec.FirstSpike(2, 6.4, 0.003, 0.3);
        TestNetwork network = oneHidden(5, loss);
        // The label neuron of half of the trials hears inhibition, so that it never spikes.
        double[] toOutput =
                network.options(loss, 1).initial().parameters().getLast().values();
        for (int k = 0; k < toOutput.length; k++) {
            toOutput[k] = k % 3 == 0 ? -0.1 + 0.002 * k : 1 + 0.01 * k;
        }
        Batch batch = TestNetwork.randomTrials(4, 6, 2, 25, 7);
        try (EventEngine engine = network.engine(loss)) {
            engine.forward(batch);
            assertThat(engine.tape(0).readSpike[0]).isEqualTo(-1);
            assertThat(engine.tape(0).drive[0]).isEqualTo(0.3 / 60);
            assertThat(engine.tape(1).readSpike[1]).isNotNegative();
            assertThat(engine.tape(1).drive).containsOnly(0);
        }
        check("silent label, pushed", network, loss, batch);
        check("silent label, not pushed", network, FIRST_SPIKE, batch);
    }

    @Test
    void aResetValueBelowRestAndOtherThresholdsAreFollowed() {
        TestNetwork network = new TestNetwork(60, 5)
                .input(6)
                .population("hidden", new NeuronSpec.Lif(15, 0.7, -0.4), 10)
                .population("output", new NeuronSpec.Lif(25, 1.3, 0.2), 3)
                .connect("input", "hidden", 4, 1.4, 0.8)
                .connect("hidden", "output", 7, 0.5, 0.3);
        check("reset and thresholds", network, FIRST_SPIKE, TestNetwork.randomTrials(4, 6, 3, 25, 7));
    }

    private static void check(String name, TestNetwork network, LossSpec loss, Batch batch) {
        BatchOutcome outcome;
        try (EventEngine engine = network.engine(loss)) {
            outcome = engine.forward(batch);
        }
        GradientReport result = new GradientReport(
                batch.size(), GradientCheck.run(network.options(loss, 1), batch, MOST_PER_ARRAY, 1), 0);
        System.out.printf(
                "gradient check: %-55s %.1e (%d compared, %d skipped; spikes per trial %.1f)%n",
                name,
                result.largestError(),
                result.compared(),
                result.skipped(),
                java.util.Arrays.stream(outcome.spikes()).sum() / (double) outcome.samples());
        assertThat(outcome.spikes()[1]).as("hidden spikes").isGreaterThan(outcome.samples() * 5L);
        assertThat(result.largestError()).as("%s", result.arrays()).isPositive().isLessThan(LARGEST_ERROR);
        assertThat(result.compared()).isGreaterThan(10 * result.skipped());
    }

    private static TestNetwork readout(TestNetwork network, LossSpec loss) {
        return loss instanceof LossSpec.OfVoltages ? network.li("output", 20, 3) : network.lif("output", 20, 3);
    }

    /** Weights that make a neuron spike a few times whatever the shape of the synaptic current. */
    private static double scale(double tauSyn) {
        return Math.sqrt(5 / tauSyn);
    }

    private static TestNetwork oneHidden(double tauSyn, LossSpec loss) {
        double s = scale(tauSyn);
        return readout(new TestNetwork(60, 1).input(6).lif("hidden", 20, 10), loss)
                .connect("input", "hidden", tauSyn, 1.6 * s, 0.8 * s)
                .connect("hidden", "output", tauSyn, 0.8 * s, 0.4 * s);
    }

    private static TestNetwork twoHidden(double tauSyn, LossSpec loss) {
        double s = scale(tauSyn);
        return readout(new TestNetwork(60, 2).input(6).lif("first", 20, 8).lif("second", 20, 8), loss)
                .connect("input", "first", tauSyn, 1.6 * s, 0.8 * s)
                .connect("first", "second", tauSyn, 1.1 * s, 0.5 * s)
                .connect("second", "output", tauSyn, 1.1 * s, 0.4 * s);
    }

    private static TestNetwork recurrent(double tauSyn, LossSpec loss) {
        double s = scale(tauSyn);
        return readout(new TestNetwork(60, 3).input(6).lif("hidden", 20, 10), loss)
                .connect("input", "hidden", tauSyn, 1.6 * s, 0.8 * s)
                .connect("hidden", "hidden", tauSyn, 0.05 * s, 0.3 * s)
                .connect("hidden", "output", tauSyn, 0.8 * s, 0.4 * s);
    }

    private static TestNetwork skip(double tauSyn, LossSpec loss) {
        double s = scale(tauSyn);
        return readout(new TestNetwork(60, 4).input(6).lif("first", 20, 8).lif("second", 20, 8), loss)
                .connect("input", "first", tauSyn, 1.6 * s, 0.8 * s)
                .connect("input", "second", tauSyn, 0.6 * s, 0.4 * s)
                .connect("first", "second", tauSyn, 0.6 * s, 0.5 * s)
                .connect("second", "first", tauSyn, -0.1 * s, 0.2 * s)
                .connect("first", "output", tauSyn, 0.4 * s, 0.4 * s)
                .connect("second", "output", tauSyn, 0.7 * s, 0.4 * s);
    }

    private static TestNetwork severalTauSyn(LossSpec loss) {
        return readout(new TestNetwork(60, 5).input(6).lif("hidden", 20, 10), loss)
                .connect("input", "hidden", 5, 1.6, 0.8)
                .connect("hidden", "hidden", 12, 0.02, 0.2)
                .connect("input", "output", 20, 0.1, 0.2)
                .connect("hidden", "output", 3, 0.9, 0.4);
    }
}
