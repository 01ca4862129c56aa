package dev.backspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.GradientsSpec;
import dev.backspike.common.spec.LossSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.RegularisationSpec;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.DeviceMemory;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.PhaseTimes;
import dev.backspike.engine.TensorBits;
import dev.backspike.engine.cpu.CpuEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What does not change a result, to the last bit: order of threads, sizes of micro-batches, room on the tape. */
class CudaEngineTest {

    private static final LossSpec FIRST = new LossSpec.FirstSpike(0.5, 6.4, 0.003, 1);
    private static final LossSpec SUM = new LossSpec.SumVoltage(LossSpec.Profile.EXPONENTIAL);
    private static final Batch BATCH = Graph.randomSpikes(7, 13, 3, 40, 60, 5);

    private SoftwareDevice device = SoftwareDevice.get();

    @BeforeEach
    void asAtFirst() {
        device = SoftwareDevice.get();
    }

    /** Clipped, clamped and regularised, so that every kernel has a part in it. */
    private static EngineOptions options(LossSpec loss, int threads) {
        return options(Graph.tangled(1, loss), loss, threads);
    }

    /** With every parameter learnt that there can be. */
    private static EngineOptions everything() {
        return options(Graph.everything(SUM), SUM, 1);
    }

    private static EngineOptions options(Graph graph, LossSpec loss, int threads) {
        graph.gradients = new GradientsSpec(0.1, 0.5);
        graph.regularisation = Map.of("b", new RegularisationSpec(1, 0.01, 0.04, null));
        graph.threads = threads;
        return graph.options(loss);
    }

    /** Everything that three steps of training show. */
    private static List<Object> train(EngineOptions options, CudaSettings settings) {
        List<Object> seen = new ArrayList<>();
        try (Engine engine = CudaEngine.create(options, settings)) {
            for (int step = 0; step < 3; step++) {
                Batch batch = new Batch(BATCH.data(), new int[] {step, 6, 2, 1, 3});
                BatchOutcome outcome = engine.forward(batch);
                engine.backward(outcome.counts());
                engine.optimise(1e-2, batch.size());
                seen.add(List.of(Double.doubleToLongBits(outcome.loss()), outcome.correct(), engine.clampedSpikes()));
                seen.add(Arrays.toString(outcome.spikes()));
            }
            seen.add(TensorBits.of(engine.gradients()));
            seen.add(TensorBits.of(engine.state().moments()));
            seen.add(TensorBits.of(engine.parameters()));
        }
        return seen;
    }

    @Test
    void theOrderOfThreadsAndBlocksChangesNoBit() {
        for (LossSpec loss : List.of(SUM, FIRST)) {
            List<Object> inOrder = train(options(loss, 1), SoftwareDevice.settings());
            for (long seed = 1; seed <= 3; seed++) {
                device.order(seed);
                assertThat(train(options(loss, 1), SoftwareDevice.settings())).isEqualTo(inOrder);
            }
            device.order(0);
        }
        List<Object> inOrder = train(everything(), SoftwareDevice.settings());
        device.order(4);
        assertThat(train(everything(), SoftwareDevice.settings())).isEqualTo(inOrder);
    }

    @Test
    void threadsOfTheHostChangeNoBit() {
        assertThat(train(options(SUM, 3), SoftwareDevice.settings()))
                .isEqualTo(train(options(SUM, 1), SoftwareDevice.settings()));
    }

    @Test
    void microBatchesChangeNoBit() {
        for (LossSpec loss : List.of(SUM, FIRST)) {
            List<Object> whole = train(options(loss, 1), SoftwareDevice.settings());
            assertThat(train(options(loss, 1), SoftwareDevice.settings(1024, 2)))
                    .isEqualTo(whole);
            assertThat(train(options(loss, 1), SoftwareDevice.settings(1024, 1)))
                    .isEqualTo(whole);
        }
        assertThat(train(everything(), SoftwareDevice.settings(1024, 2)))
                .isEqualTo(train(everything(), SoftwareDevice.settings()));
    }

    @Test
    void aTapeThatOverflowsGrowsAndNoSpikeIsLost() {
        List<Object> roomy = train(options(FIRST, 1), SoftwareDevice.settings());
        long before = device.launches("forward");
        assertThat(train(options(FIRST, 1), SoftwareDevice.settings(3, 4))).isEqualTo(roomy);
        // 3 steps, and at least one of them twice
        assertThat(device.launches("forward") - before).isGreaterThan(3);
        assertThat(train(everything(), SoftwareDevice.settings(3, 4)))
                .isEqualTo(train(everything(), SoftwareDevice.settings()));
    }

    /** Marks are the clock's around each kernel, and what forward waits for is the copy. */
    @Test
    void aBatchIsOneLaunchAPhaseAndOneCopyInAndOut() {
        try (Engine engine = CudaEngine.create(options(FIRST, 1), SoftwareDevice.settings())) {
            step(engine, BATCH);
            device.asked();
            BatchOutcome outcome = engine.forward(BATCH);
            assertThat(device.asked())
                    .isEqualTo("0:in 0:mark 1:wait 1:fill 1:fill 1:fill 1:mark 1:forward 1:mark 1:out 1:end");
            engine.backward(outcome.counts());
            // the count of clamped spikes, and the pushes of regularisation with the blocks of the batch
            assertThat(device.asked()).isEqualTo("0:fill 0:in 0:mark 0:adjoint 0:mark 0:mark 0:gather 0:mark");
            engine.optimise(1e-3, BATCH.size());
            assertThat(device.asked())
                    .isEqualTo("0:mark 0:squares 0:mark 0:mark 0:clip 0:mark 0:mark 0:optimise 0:mark");
        }
    }

    @Test
    void learntDelaysAndTimeConstantsAddOneLaunchABatch() {
        try (Engine engine = CudaEngine.create(everything(), SoftwareDevice.settings())) {
            step(engine, BATCH);
            long before = device.launches("");
            step(engine, BATCH);
            // forward, adjoint, gather; squares, clip, optimise and derive
            assertThat(device.launches("") - before).isEqualTo(7);
        }
    }

    @Test
    void theDevicesOwnClockSaysHowLongEachPhaseTook() {
        try (CudaEngine engine = CudaEngine.create(options(FIRST, 1), SoftwareDevice.settings())) {
            step(engine, BATCH);
            engine.await();
            PhaseTimes times = engine.takePhaseTimes();
            assertThat(List.of(times.forward(), times.backward(), times.optimise()))
                    .allMatch(nanos -> nanos > 0);
            assertThat(engine.takePhaseTimes()).isEqualTo(new PhaseTimes(0, 0, 0));
            DeviceMemory memory = engine.deviceMemory();
            assertThat(memory.used()).isPositive().isLessThan(memory.total());
        }
    }

    @Test
    void aLayerWiderThanABlockAgreesWithTheCpu() {
        agreesWithTheCpu(new Graph(1, 12, 3)
                .population("input", new NeuronSpec.Input(), 20)
                .population("wide", new NeuronSpec.Lif(20, 1, 0), 1100)
                .population("output", new NeuronSpec.Li(20), 3)
                .connect("input", "wide", 5, 0.9, 0.5)
                .connect("wide", "wide", 5, 0, 0.01)
                .connect("wide", "output", 5, 0, 0.1));
    }

    @Test
    void soDoesOneWhoseNeuronsAndSynapsesHaveTheirOwn() {
        ParameterSpec five = ParameterSpec.fixed(5);
        ConnectivitySpec dense = new ConnectivitySpec.Dense();
        agreesWithTheCpu(new Graph(1, 12, 3)
                .population("input", new NeuronSpec.Input(), 20)
                .population("wide", new NeuronSpec.Lif(Graph.drawn(15, 25, true), 1, 0.1, 2), 1100)
                .population("output", new NeuronSpec.Li(20), 3)
                .connect("input", "wide", Graph.drawn(3, 8, true), dense, Graph.drawn(0, 4, true), 0.9, 0.5)
                .connect("wide", "wide", five, dense, ParameterSpec.fixed(1), 0, 0.01)
                .connect("wide", "output", five, dense, ParameterSpec.fixed(2), 0, 0.1));
    }

    private static void agreesWithTheCpu(Graph graph) {
        EngineOptions options = graph.options(new LossSpec.MeanCrossEntropy(0));
        Batch batch = Graph.randomSpikes(2, 20, 3, 30, 12, 1);
        try (Engine cpu = CpuEngine.create(options);
                Engine cuda = CudaEngine.create(options, SoftwareDevice.settings())) {
            BatchOutcome expected = step(cpu, batch);
            BatchOutcome actual = step(cuda, batch);
            assertThat(expected.spikes()[1]).isGreaterThan(1000);
            assertThat(actual.neuronSpikes()).isDeepEqualTo(expected.neuronSpikes());
            assertThat(CpuAgreementTest.relativeError(cuda.gradients(), cpu.gradients()))
                    .isLessThan(2e-5);
        }
    }

    @Test
    void severalStepsOfTrainingStayWithTheCpu() {
        Graph graph = Graph.tangled(2, SUM);
        EngineOptions options = graph.options(SUM);
        try (Engine cpu = CpuEngine.create(options);
                Engine cuda = CudaEngine.create(options, SoftwareDevice.settings())) {
            for (int step = 0; step < 5; step++) {
                BatchOutcome expected = step(cpu, BATCH);
                assertThat(step(cuda, BATCH).spikes()).isEqualTo(expected.spikes());
            }
            assertThat(CpuAgreementTest.relativeError(cuda.parameters(), cpu.parameters()))
                    .isLessThan(1e-4);
        }
    }

    @Test
    void evaluationAndSmallerBatchesBetweenLeaveNoTrace() {
        try (Engine engine = CudaEngine.create(options(FIRST, 1), SoftwareDevice.settings())) {
            Batch some = new Batch(BATCH.data(), new int[] {2, 3});
            List<String> fresh = gradients(engine, some);
            gradients(engine, BATCH);
            engine.forward(new Batch(BATCH.data(), new int[] {1}));
            assertThat(gradients(engine, some)).isEqualTo(fresh);
        }
    }

    @Test
    void closingFreesAllMemoryOfTheDevice() {
        long before = device.allocated();
        try (Engine engine = CudaEngine.create(options(SUM, 1), SoftwareDevice.settings())) {
            step(engine, BATCH);
            assertThat(device.allocated()).isGreaterThan(before);
        }
        assertThat(device.allocated()).isEqualTo(before);
    }

    private static BatchOutcome step(Engine engine, Batch batch) {
        BatchOutcome outcome = engine.forward(batch);
        engine.backward(outcome.counts());
        engine.optimise(1e-3, batch.size());
        return outcome;
    }

    private static List<String> gradients(Engine engine, Batch batch) {
        engine.backward(engine.forward(batch).counts());
        return TensorBits.of(engine.gradients());
    }
}
