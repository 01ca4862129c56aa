package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.code.FailureKind;
import dev.backspike.common.code.NoteCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Started;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NetworkSpec.Solver;
import dev.backspike.common.spec.ResourcesSpec.Device;
import dev.backspike.engine.Batch;
import dev.backspike.engine.DeviceLostException;
import dev.backspike.engine.DeviceRequest;
import dev.backspike.engine.Engine;
import dev.backspike.engine.EngineFactory;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class TrainerTest {

    private final List<AttemptEvent> events = new ArrayList<>();
    private final List<FakeEngine> engines = new ArrayList<>();
    private Consumer<FakeEngine> onNewEngine = engine -> {};
    private final RecordedPhases phases = new RecordedPhases();

    @Test
    void runsThePhasesInOrderAndEvaluatesAfterEachEpoch() {
        train(Jobs.yinYang(1, 32), Batch::size);
        assertThat(engine().phases)
                .containsExactly(
                        "forward", "backward", "optimise", "forward", "backward", "optimise", "forward", "forward");
        assertThat(engine().batches.stream().map(Batch::size)).containsExactly(32, 32, 10, 20);
        assertThat(engine().closed).isTrue();
    }

    @Test
    void startsWithWhatItWillDo() {
        train(Jobs.yinYang(3, 10), Batch::size);
        assertThat(events.getFirst()).isEqualTo(new Started("fake", 2, 3, 21));
    }

    @Test
    void measuresTheFirstBatchAboutTenTimesAnEpochAndItsEnd() {
        train(Jobs.yinYang(2, 3), Batch::size); // 22 steps an epoch, a point every 2
        assertThat(measured().stream().map(Measured::step).limit(12))
                .containsExactly(1L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L, 20L, 22L);
        assertThat(measured().stream().map(Measured::step).skip(12))
                .containsExactly(24L, 26L, 28L, 30L, 32L, 34L, 36L, 38L, 40L, 42L, 44L);
        assertThat(measured().get(11).epoch()).isEqualTo(1);
        assertThat(measured().get(12).epoch()).isEqualTo(1);
        assertThat(measured().getLast().epoch()).isEqualTo(2);
    }

    @Test
    void noSeriesHasTwoPointsAtOneStep() {
        for (int batchSize : new int[] {64, 40, 3, 1}) { // with 64, the first batch is the end of an epoch
            events.clear();
            train(Jobs.yinYang(2, batchSize), Batch::size);
            Set<String> seen = new HashSet<>();
            for (Measured measured : measured()) {
                for (String series : measured.values().keySet()) {
                    assertThat(seen.add(series + " at " + measured.step())).isTrue();
                }
            }
        }
    }

    @Test
    void pointsWithinAnEpochAreMeansSinceThePointBeforeAndThoseAtItsEndOverTheWholeEpoch() {
        // 64 samples in batches of 10: the last has 4; the loss of a batch is 10 for whichever size
        train(Jobs.yinYang(1, 10), batch -> 10);
        assertThat(measured().getFirst().values().get("train.runningLoss")).isEqualTo(1);
        assertThat(measured().getLast().values().get("train.runningLoss")).isEqualTo(2.5);
        assertThat(measured().getLast().values().get("train.runningAccuracy")).isEqualTo(0.5);
        assertThat(measured().getLast().values().get("train.loss")).isEqualTo(70.0 / 64);
        assertThat(measured().getLast().values().get("train.accuracy")).isEqualTo(32.0 / 64);
        assertThat(measured().getLast().values().get("validation.loss")).isEqualTo(1);
        assertThat(measured().getLast().values().get("test.loss")).isEqualTo(0.5);
    }

    @Test
    void theEndOfAnEpochCarriesEverySeries() {
        train(Jobs.yinYang(1, 32), Batch::size);
        assertThat(measured().getFirst().values()).containsOnlyKeys("train.runningLoss", "train.runningAccuracy");
        assertThat(measured().getLast().values())
                .containsOnlyKeys(
                        "train.runningLoss",
                        "train.runningAccuracy",
                        "train.loss",
                        "train.accuracy",
                        "validation.loss",
                        "validation.accuracy",
                        "test.loss",
                        "test.accuracy",
                        "train.learningRate",
                        "train.samplesPerSecond",
                        "train.spikesPerNeuron.hidden",
                        "train.spikesPerNeuron.output")
                .containsEntry("train.spikesPerNeuron.hidden", 2.0);
    }

    @Test
    void theLearningRateDecaysByEpoch() {
        train(Jobs.yinYang(3, 32), Batch::size);
        assertThat(engine().learningRates).containsExactly(0.1, 0.1, 0.05, 0.05, 0.025, 0.025);
        assertThat(measured().getLast().values().get("train.learningRate")).isCloseTo(0.025, within(1e-15));
    }

    @Test
    void theOrderOfSamplesIsTheSameInEveryRunAndDiffersByEpoch() {
        train(Jobs.yinYang(2, 32), Batch::size);
        train(Jobs.yinYang(2, 32), Batch::size);
        List<Batch> first = engines.get(0).batches;
        List<Batch> second = engines.get(1).batches;
        assertThat(first.get(0).samples()).isEqualTo(second.get(0).samples());
        assertThat(first.get(4).samples()).isEqualTo(second.get(4).samples());
        assertThat(first.get(4).samples()).isNotEqualTo(first.get(0).samples());
        assertThat(engines.get(0).initial().getFirst().values())
                .isEqualTo(engines.get(1).initial().getFirst().values());
    }

    @Test
    void givesTheTrainedParameters() {
        Outcome outcome = train(Jobs.yinYang(2, 32), Batch::size);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Trained.class, trained -> {
            assertThat(trained.epochs()).isEqualTo(2);
            assertThat(trained.modelSteps()).isEqualTo(4);
            assertThat(trained.parameters()).hasSize(2);
        });
        assertThat(phases.samples).isEqualTo(128);
    }

    @Test
    void stopsEarlyAndKeepsTheBestEpoch() {
        Outcome outcome = trainToLosses("\"earlyStopping\": {\"patience\": 2},", 5, 3, 4, 3.5, 1);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Trained.class, trained -> {
            assertThat(trained.epochs()).isEqualTo(4);
            assertThat(trained.modelEpoch()).isEqualTo(2);
            assertThat(trained.modelSteps()).isEqualTo(4);
            assertThat(((Tensor.F64) trained.parameters().getFirst()).values())
                    .as("what the fake engine has after 4 updates")
                    .containsOnly(4);
        });
        assertThat(notes()).extracting(AttemptEvent.Noted::code).containsExactly("stopped-early", "best-restored");
        assertThat(notes().getLast().message()).contains("epoch 2 is the best by validation.loss", "test.accuracy 0.5");
    }

    @Test
    void theModelKnowsTheEpochThatItIsOf() {
        assertThat(trainToLosses("\"earlyStopping\": {\"patience\": 2},", 5, 3, 4, 3.5, 1))
                .isInstanceOfSatisfying(Outcome.Trained.class, trained -> {
                    assertThat(trained.modelEpoch()).isEqualTo(2);
                    assertThat(trained.modelSteps()).isEqualTo(4);
                });
        assertThat(trainToLosses("\"earlyStopping\": {\"patience\": 2, \"restoreBest\": false},", 5, 3, 4, 3.5, 1))
                .isInstanceOfSatisfying(Outcome.Trained.class, trained -> {
                    assertThat(trained.modelEpoch()).isEqualTo(4);
                    assertThat(trained.modelSteps()).isEqualTo(8);
                });
    }

    @Test
    void silentNeuronsAreCountedEveryEpochAndRevivedBetweenEpochs() {
        String rule = "\"regularisation\": {\"hidden\": {\"target\": 1, \"silentNeurons\": {\"addToWeights\": 0.5}}},";
        onNewEngine = engine -> engine.spikesPerNeuron = 0;
        train(Jobs.yinYang(3, 32, rule), Batch::size);
        assertThat(measured().getLast().values())
                .containsEntry("train.silentNeurons.hidden", 4.0)
                .doesNotContainKey("train.silentNeurons.output");
        assertThat(engine().phases.stream().filter("restore"::equals)).hasSize(2);
        assertThat(engine().phases).endsWith("optimise", "forward", "forward");
        onNewEngine = engine -> {};
        train(Jobs.yinYang(3, 32, rule), Batch::size);
        assertThat(measured().getLast().values()).containsEntry("train.silentNeurons.hidden", 0.0);
        assertThat(engine().phases).doesNotContain("restore");
    }

    @Test
    void usesOfTheClampAreCountedByEpoch() {
        onNewEngine = engine -> engine.clampedSpikes = 3;
        train(Jobs.yinYang(2, 32, "\"gradients\": {\"smallestSlope\": 0.01},"), Batch::size);
        assertThat(measured().getLast().values()).containsEntry("train.clampedSpikes", 6.0);
    }

    @Test
    void aChangeBelowMinDeltaIsNoImprovement() {
        trainToLosses(
                "\"earlyStopping\": {\"patience\": 2, \"minDelta\": 0.5, \"restoreBest\": false},", 5, 4.6, 4.2, 3);
        assertThat(measured().getLast().epoch()).isEqualTo(4);
        assertThat(notes()).isEmpty();
        events.clear();
        trainToLosses("\"earlyStopping\": {\"patience\": 2, \"minDelta\": 1, \"restoreBest\": false},", 5, 4.6, 4.2, 3);
        assertThat(measured().getLast().epoch()).isEqualTo(3);
        assertThat(notes()).extracting(AttemptEvent.Noted::code).containsExactly("stopped-early");
    }

    /** Trains for as many epochs as there are validation losses, if it is not stopped before. */
    private Outcome trainToLosses(String more, double... losses) {
        Iterator<Double> validation = Arrays.stream(losses).iterator();
        return train(
                Jobs.yinYang(losses.length, 32, more),
                batch -> batch.size() == 10 ? batch.size() * validation.next() : batch.size());
    }

    private List<AttemptEvent.Noted> notes() {
        return events.stream()
                .filter(AttemptEvent.Noted.class::isInstance)
                .map(AttemptEvent.Noted.class::cast)
                .toList();
    }

    @Test
    void stopsBetweenBatchesWhenAsked() {
        Outcome outcome = trainer(Batch::size)
                .train(
                        Jobs.yinYang(5, 1),
                        events::add,
                        () -> !engines.isEmpty() && engine().batches.size() == 7);
        assertThat(outcome).isEqualTo(new Outcome.Stopped());
        assertThat(engine().batches).hasSize(7);
        assertThat(engine().closed).isTrue();
    }

    @Test
    void aBatchThatIsAbandonedOnRequestCountsAsNotBegun() {
        List<Checkpoint> saved = new ArrayList<>();
        CheckpointSink sink = new CheckpointSink() {
            @Override
            public void afterEpoch(int epoch, Map<String, Double> values, Supplier<Checkpoint> checkpoint) {}

            @Override
            public void onStop(Supplier<Checkpoint> checkpoint) {
                saved.add(checkpoint.get());
            }
        };
        onNewEngine = engine -> engine.onForward = () -> {
            if (engine.batches.size() == 2) {
                throw new StoppedException();
            }
        };
        Outcome outcome =
                trainer(Batch::size).train(Jobs.yinYang(2, 10), events::add, () -> false, new Start.Specified(), sink);
        assertThat(outcome).isEqualTo(new Outcome.Stopped());
        assertThat(saved)
                .singleElement()
                .satisfies(checkpoint -> assertThat(checkpoint.step()).isEqualTo(2));
    }

    @Test
    void aLossThatIsNotANumberEndsTheTrainingBeforeItSpoilsTheWeights() {
        Outcome outcome = train(Jobs.yinYang(2, 32), _ -> engine().batches.size() > 4 ? Double.NaN : 1);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.event().kind()).isEqualTo(FailureKind.NUMERICS);
            assertThat(failed.event().code()).isEqualTo("loss-not-finite");
            assertThat(failed.event().message())
                    .contains("batch 1 in epoch 2", "NaN", "2 weight updates", "learningRate");
        });
        assertThat(engine().phases).endsWith("forward");
    }

    @Test
    void aLossThatIsInfiniteInTheEvaluationEndsItToo() {
        Outcome outcome = train(Jobs.yinYang(2, 32), batch -> batch.size() == 10 ? Double.POSITIVE_INFINITY : 1);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.event().message()).contains("evaluation after epoch 1"));
    }

    @Test
    void runningOutOfMemoryIsAnOutcome() {
        Outcome outcome = train(Jobs.yinYang(2, 32), _ -> {
            throw new OutOfMemoryError("Java heap space");
        });
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.event().kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
            assertThat(failed.event().message()).contains("Java heap space", "batchSize");
        });
        assertThat(engine().closed).isTrue();
    }

    @Test
    void aDeviceThatIsLostIsNoFailureOfTheJob() {
        Outcome outcome = train(Jobs.yinYang(2, 32), _ -> {
            throw new DeviceLostException("running forward: CUDA_ERROR_ECC_UNCORRECTABLE (214)");
        });
        assertThat(outcome).isEqualTo(new Outcome.DeviceLost("running forward: CUDA_ERROR_ECC_UNCORRECTABLE (214)"));
        assertThat(engine().closed).isTrue();
    }

    @Test
    void whyAJobOfDeviceAutoRunsOnTheCpuIsNoted() {
        EngineFactory full = new EngineFactory() {
            private DeviceRequest request = DeviceRequest.of(Device.AUTO);

            @Override
            public EngineFactory on(DeviceRequest other) {
                request = other;
                return this;
            }

            @Override
            public Engine create(EngineOptions options, Solver solver) {
                request.fallback().accept("CUDA does not work: the device is out of memory");
                return new FakeEngine(options, Batch::size);
            }
        };
        new Trainer(new Datasets(null), full, 1, PhaseListener.NONE)
                .train(Jobs.yinYang(1, 32), events::add, () -> false);
        assertThat(events)
                .contains(new AttemptEvent.Noted(
                        NoteCode.DEVICE,
                        "device auto: this job runs on the CPU: CUDA does not work: the device is out of memory"));
    }

    private Outcome train(JobSpec spec, ToDoubleFunction<Batch> lossOfBatch) {
        return trainer(lossOfBatch).train(spec, events::add, () -> false);
    }

    private Trainer trainer(ToDoubleFunction<Batch> lossOfBatch) {
        return new Trainer(
                new Datasets(null),
                (options, solver) -> {
                    FakeEngine engine = new FakeEngine(options, lossOfBatch);
                    onNewEngine.accept(engine);
                    engines.add(engine);
                    return engine;
                },
                2,
                phases);
    }

    private FakeEngine engine() {
        return engines.getLast();
    }

    private List<Measured> measured() {
        return events.stream()
                .filter(Measured.class::isInstance)
                .map(Measured.class::cast)
                .toList();
    }
}
