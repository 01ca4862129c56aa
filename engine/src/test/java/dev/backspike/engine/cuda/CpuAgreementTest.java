package dev.backspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.LossSpec.Profile;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.cpu.CpuEngine;
import dev.backspike.engine.network.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Spikes are those of the CPU engine, every one; gradients differ by the order in which terms are added. */
class CpuAgreementTest {

    private static final Batch BATCH = Graph.randomSpikes(6, 13, 3, 40, 60, 5);
    /** Between the mean counts of their neurons, so that some are above and some below. */
    private static final Map<String, RegularisationSpec> REGULARISED =
            Map.of("a", new RegularisationSpec(2, 0.03, 0.02, null), "b", new RegularisationSpec(1, 0.01, 0.04, null));

    @BeforeAll
    static void device() {
        SoftwareDevice.get();
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                        new LossSpec.SumVoltage(Profile.CONSTANT, 0.2),
                        new LossSpec.SumVoltage(Profile.EXPONENTIAL),
                        new LossSpec.SumVoltage(Profile.LINEAR),
                        new LossSpec.MaxVoltage(0.1),
                        new LossSpec.MeanCrossEntropy(0.1),
                        new LossSpec.VoltageMse(0.5, -0.1),
                        new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1),
                        new LossSpec.SpikeTimeMse(20, 45, 5, 0.7),
                        new LossSpec.SpikeTimeMse(20, 60, 5, 0.7))
                .flatMap(loss -> Stream.of(Arguments.of(loss, 1), Arguments.of(loss, 2)));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void spikesAndGradientsOfEveryLossAgree(LossSpec loss, int variant) {
        Graph graph = Graph.tangled(variant, loss);
        if (variant == 2) {
            graph.gradients = new GradientsSpec(null, 0.5);
            graph.regularisation = REGULARISED;
        }
        agree(loss.type() + " " + variant, graph, loss);
    }

    static Stream<LossSpec> lossesOfEveryReadout() {
        return Stream.of(
                new LossSpec.SumVoltage(Profile.EXPONENTIAL),
                new LossSpec.MaxVoltage(0.1),
                new LossSpec.MeanCrossEntropy(0),
                new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1));
    }

    @ParameterizedTest
    @MethodSource("lossesOfEveryReadout")
    void everythingThatSynapsesAndNeuronsCanHaveOfTheirOwnAgrees(LossSpec loss) {
        Graph graph = Graph.everything(loss);
        graph.gradients = new GradientsSpec(null, 0.3);
        graph.regularisation = REGULARISED;
        agree("everything " + loss.type(), graph, loss);
    }

    @Test
    void directReadoutsBehindDelaysAndRefractoryNeuronsAgree() {
        agree("sharing", Graph.sharing(), new LossSpec.SumVoltage(Profile.LINEAR));
    }

    static Stream<LossSpec> lossesOfAverages() {
        return Stream.of(
                new LossSpec.SumVoltage(Profile.CONSTANT),
                new LossSpec.SumVoltage(Profile.LINEAR),
                new LossSpec.SpikeTimeMse(20, 45, 5, 0.7));
    }

    @ParameterizedTest
    @MethodSource("lossesOfAverages")
    void readoutsThatHearSpikesLateAgree(LossSpec loss) {
        agree("late " + loss.type(), Graph.late(loss), loss);
    }

    private static void agree(String what, Graph graph, LossSpec loss) {
        EngineOptions options = graph.options(loss);
        try (Engine cpu = CpuEngine.create(options);
                Engine cuda = CudaEngine.create(options, SoftwareDevice.settings())) {
            BatchOutcome expected = cpu.forward(BATCH);
            BatchOutcome actual = cuda.forward(BATCH);
            assertThat(actual.spikes()).isEqualTo(expected.spikes());
            assertThat(actual.neuronSpikes()).isDeepEqualTo(expected.neuronSpikes());
            assertThat(actual.spikes()[1]).isGreaterThan(50);
            assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
            assertThat(actual.correct()).isEqualTo(expected.correct());
            cpu.backward(expected.counts());
            cuda.backward(actual.counts());
            assertThat(cuda.clampedSpikes()).isEqualTo(cpu.clampedSpikes());
            double error = relativeError(cuda.gradients(), cpu.gradients());
            System.out.printf("agreement %s: %.2g%n", what, error);
            assertThat(error).isLessThan(2e-4);
        }
    }

    /** The largest difference of a parameter's gradients, relative to its largest gradient. */
    static double relativeError(List<Tensor> actual, List<Tensor> expected) {
        double worst = 0;
        for (int c = 0; c < expected.size(); c++) {
            float[] a = ((Tensor.F32) actual.get(c)).values();
            float[] e = ((Tensor.F32) expected.get(c)).values();
            assertThat(a).hasSameSizeAs(e);
            double largest = 0;
            double difference = 0;
            for (int k = 0; k < e.length; k++) {
                largest = Math.max(largest, Math.abs(e[k]));
                // NaN counts as a difference
                difference = Math.max(difference, Double.isNaN(a[k]) ? Double.MAX_VALUE : Math.abs(a[k] - e[k]));
            }
            assertThat(largest).as(expected.get(c).name()).isPositive();
            worst = Math.max(worst, difference / largest);
        }
        return worst;
    }
}
