package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ScheduleSpec;
import dev.backspike.common.spec.TrainingSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.Batch;
import dev.backspike.engine.Engines;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.network.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No training with numbers that are not finite succeeds, is saved, or goes on. */
class FiniteChecksTest {

    private final Datasets datasets = new Datasets(null);
    private int checkpoints;
    /** Asks for every checkpoint, as a worker does. */
    private final CheckpointSink sink = (_, _, checkpoint) -> {
        assertThat(checkpoint.get()).isNotNull();
        checkpoints++;
    };

    @Test
    void aGradientThatIsNotFiniteEndsTheTrainingBeforeItChangesTheParameters() {
        AttemptEvent.Failed failed = failure(
                Jobs.yinYang(2, 10),
                engine -> engine.gradients = List.of(
                        new Tensor.F64("a.weight", new int[] {2}, new double[] {1e308, 1e308}),
                        new Tensor.F32("b.weight", new int[] {2}, new float[] {1, Float.NaN})));
        assertThat(failed.kind()).isEqualTo(FailureKind.NUMERICS);
        assertThat(failed.code()).isEqualTo("gradient-not-finite");
        assertThat(failed.message())
                .contains("the gradient of b.weight", "batch 1 in epoch 1", "learningRate", "no checkpoint was taken");
    }

    @Test
    void parametersThatAreNotFiniteAreNotSavedAndTheLastGoodCheckpointIsNamed() {
        AttemptEvent.Failed failed = failure(
                Jobs.yinYang(3, 10),
                engine -> engine.onForward =
                        () -> engine.valueAfterUpdate = engine.batches.size() > 12 ? Double.POSITIVE_INFINITY : 1.0);
        assertThat(failed.code()).isEqualTo("parameters-not-finite");
        assertThat(failed.message())
                .contains("input->hidden.weight", "after batch 7 in epoch 2", "is of epoch 1, step 7");
        assertThat(checkpoints).isEqualTo(1);
    }

    @Test
    void aBestEpochWithValuesThatAreNotFiniteIsNotRestored() {
        JobSpec spec = Jobs.yinYang(1, 64, "\"earlyStopping\": {\"patience\": 1},");
        AttemptEvent.Failed failed = failure(spec, engine -> engine.valueAfterUpdate = Double.NaN);
        assertThat(failed.code()).isEqualTo("parameters-not-finite");
        assertThat(checkpoints).isZero();
    }

    /** The voltage of a clock solver's neuron that is not a number never spikes, so that the loss stays finite. */
    @ParameterizedTest
    @CsvSource({"clock, first-spike", "clock, spike-time-mse", "event, first-spike", "event, spike-time-mse"})
    void aLearningRateThatOverflowsEndsARealTraining(String solver, String loss) {
        JobSpec spec = realJob(
                solver,
                loss.equals("first-spike")
                        ? "{\"type\": \"first-spike\", \"silentLabelPush\": 0}"
                        : "{\"type\": \"spike-time-mse\", \"labelTime\": 10, \"otherTime\": 40}");
        Outcome outcome = new Trainer(datasets, Engines.withoutCuda(), 1, PhaseListener.NONE)
                .train(
                        withLearningRate(spec, solver.equals("clock") ? 1e40 : 1e307),
                        _ -> {},
                        () -> false,
                        new Start.Specified(),
                        sink);
        switch (outcome) {
            case Outcome.Failed failed -> {
                assertThat(failed.event().kind()).isEqualTo(FailureKind.NUMERICS);
                assertThat(failed.event().code())
                        .isIn(
                                "loss-not-finite",
                                "gradient-not-finite",
                                "parameters-not-finite",
                                "solver-not-converged");
                assertThat(checkpoints).isZero();
            }
            // In double precision the values may be huge and yet numbers.
            case Outcome.Trained trained -> {
                assertThat(solver).isEqualTo("event");
                assertThat(trained.parameters())
                        .allSatisfy(tensor -> assertThat(((Tensor.F64) tensor).values())
                                .doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
            }
            case Outcome.Stopped _ -> throw new AssertionError("was not asked to stop");
            case Outcome.DeviceLost lost -> throw new AssertionError(lost.message());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clock", "event"})
    void aSensibleTrainingOfTheSameNetworkPassesAllChecks(String solver) {
        JobSpec spec = realJob(solver, "\"first-spike\"");
        assertThat(new Trainer(datasets, Engines.withoutCuda(), 1, PhaseListener.NONE)
                        .train(spec, _ -> {}, () -> false, new Start.Specified(), sink))
                .isInstanceOf(Outcome.Trained.class);
        assertThat(checkpoints).isEqualTo(2);
    }

    private AttemptEvent.Failed failure(JobSpec spec, Consumer<FakeEngine> onNewEngine) {
        Trainer trainer = new Trainer(
                datasets,
                (options, _) -> {
                    FakeEngine engine = new FakeEngine(options, Batch::size);
                    onNewEngine.accept(engine);
                    return engine;
                },
                1,
                PhaseListener.NONE);
        return ((Outcome.Failed) trainer.train(spec, _ -> {}, () -> false, new Start.Specified(), sink)).event();
    }

    private JobSpec realJob(String solver, String loss) {
        return new DatasetInspector(datasets).resolve(JobSpecParser.parse("""
            {"dataset": {"type": "yin-yang", "train": {"samples": 60}, "test": {"samples": 20}},
             "network": {"duration": 60, "dt": 0.5, "solver": "%s",
               "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 8},
                               "output": {"neuron": "lif"}},
               "connections": [
                 {"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.8}}},
                 {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.9, "sd": 0.1}}}]},
             "training": {"epochs": 2, "batchSize": 20, "loss": %s,
               "optimiser": {"type": "sgd", "learningRate": 0.001}}}
            """.formatted(solver, loss)));
    }

    /** Larger ones than a specification may have. */
    private static JobSpec withLearningRate(JobSpec spec, double rate) {
        TrainingSpec training = spec.training();
        return new JobSpec(
                spec.name(),
                spec.labels(),
                spec.priority(),
                spec.dataset(),
                spec.network(),
                new TrainingSpec(
                        training.epochs(),
                        training.batchSize(),
                        training.seed(),
                        training.loss(),
                        new OptimiserSpec.Sgd(rate, 0, new ScheduleSpec.Constant(), null)),
                spec.resources(),
                spec.retry());
    }
}
