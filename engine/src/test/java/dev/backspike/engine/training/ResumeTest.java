package dev.backspike.engine.training;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.Engines;
import dev.backspike.engine.TensorBits;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.inspection.SpecInspector;
import dev.backspike.engine.network.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints of real trainings, through their files. */
class ResumeTest {

    private static final String ADAM = """
            {"type": "adam", "learningRate": 0.02, "warmUp": {"linear": {"steps": 9}},
             "schedule": {"type": "plateau", "fast": 0.2, "slow": 0.8, "patience": 1}}""";
    private static final String ADAM_W = """
            {"type": "adamw", "learningRate": 0.02, "schedule": {"type": "cosine"}}""";
    private static final String SGD = """
            {"type": "sgd", "learningRate": 0.5, "momentum": 0.9, "schedule": {"type": "exponential", "factor": 0.9}}""";

    private final Datasets datasets = new Datasets(null);

    private record Run(Outcome outcome, List<Measured> measured, List<AttemptEvent.Noted> notes, List<byte[]> files) {}

    @ParameterizedTest
    @CsvSource({"event, adam", "clock, adam", "event, adamw", "clock, adamw", "event, sgd", "clock, sgd"})
    void aTrainingThatGoesOnFromACheckpointEndsWithTheSameBits(String solver, String optimiser) {
        JobSpec spec = spec(solver, optimiser(optimiser), 1);
        Run whole = train(spec, null, 6);
        Run begun = train(spec, null, 2);
        assertThat(begun.outcome).isEqualTo(new Outcome.Stopped());
        Run resumed = train(spec, CheckpointFile.read(begun.files.getLast()), 6);

        assertThat(bits(resumed.outcome)).isEqualTo(bits(whole.outcome));
        List<Map<String, Double>> later = comparable(whole.measured, 2);
        assertThat(comparable(resumed.measured, 2)).isEqualTo(later);
        // Neurons are revived after the break.
        assertThat(later.stream().filter(m -> m.getOrDefault("epoch", 6.0) < 6))
                .anyMatch(m -> m.getOrDefault("train.silentNeurons.hidden", 0.0) > 0);
        // The end of the training too, with all that early stopping and schedule remember.
        assertThat(Arrays.mismatch(resumed.files.getLast(), whole.files.getLast()))
                .isNegative();
        assertThat(resumed.notes.getFirst().message()).contains("after epoch 2");
    }

    /** 4 batches, 1 validation and 1 test batch in each of six epochs, so 36 questions whether to stop. */
    @ParameterizedTest
    @ValueSource(strings = {"event", "clock"})
    void aTrainingThatIsStoppedAnywhereGoesOnWithTheSameBits(String solver) {
        JobSpec spec = spec(solver, ADAM, 1);
        Run whole = train(spec, null, 6);
        List<Map<String, Double>> points = comparable(whole.measured, 0);
        for (int questions = 2; questions <= 36; questions += 3) {
            Run begun = stopped(spec, new Start.Specified(), questions);
            assertThat(begun.outcome).isEqualTo(new Outcome.Stopped());
            Run further = stopped(spec, new Start.Resumed(CheckpointFile.read(begun.files.getLast())), 3);
            boolean ended = further.outcome instanceof Outcome.Trained;
            Run resumed = ended ? further : train(spec, CheckpointFile.read(further.files.getLast()), 6);

            assertThat(bits(resumed.outcome))
                    .as("stopped at question %d", questions)
                    .isEqualTo(bits(whole.outcome));
            List<Map<String, Double>> together = new ArrayList<>(comparable(begun.measured, 0));
            together.addAll(comparable(further.measured, 0));
            if (!ended) {
                together.addAll(comparable(resumed.measured, 0));
            }
            assertThat(together).as("stopped at question %d", questions).isEqualTo(points);
        }
    }

    @Test
    void aCheckpointWithinAnEpochIsTheSameWhenWrittenAgain() {
        byte[] file =
                stopped(spec("clock", ADAM, 1), new Start.Specified(), 9).files.getLast();
        Checkpoint read = CheckpointFile.read(file);
        assertThat(Objects.requireNonNull(read.within()).spiked()).containsKey("hidden");
        assertThat(Arrays.mismatch(CheckpointFile.write(read), file)).isNegative();
    }

    @Test
    void aStopThatDoesNotFitTheJobIsRefused() {
        JobSpec spec = spec("clock", ADAM, 1);
        Checkpoint whole = CheckpointFile.read(train(spec, null, 1).files.getLast());
        Checkpoint within = CheckpointFile.read(
                stopped(spec, new Start.Specified(), 3).files.getLast());
        assertThat(refusal(spec, at(whole, 5, null))).contains("it is of step 5 in epoch 2");
        assertThat(refusal(spec, at(within, 5, within.within()))).contains("it is of step 5 in epoch 1");
    }

    private static Checkpoint at(Checkpoint c, long step, Checkpoint.@Nullable Within within) {
        return new Checkpoint(c.specHash(), c.engine(), c.epoch(), step, c.state(), c.plateau(), c.best(), within);
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "clock"})
    void aWarmStartTakesTheModelsValuesInEitherPrecision(String solver) {
        Outcome.Trained model = (Outcome.Trained) train(spec("event", SGD, 2), null, 6).outcome;
        // Learns nothing that a float could hold: what is saved is what it started with.
        JobSpec still = spec(solver, "{\"type\": \"sgd\", \"learningRate\": 1e-300}", 3);
        Run run = stopped(still, new Start.Model(model.parameters()), 2);
        List<Tensor> started = CheckpointFile.read(run.files.getLast()).state().parameters();
        for (int k = 0; k < started.size(); k++) {
            double expected = value(model.parameters().get(k));
            assertThat(value(started.get(k))).isEqualTo(solver.equals("clock") ? (float) expected : expected);
        }
    }

    @Test
    void aWarmStartFromAnotherNetworkIsRefusedByName() {
        List<Tensor> model = List.of(
                new Tensor.F32("input->hidden.weight", new int[] {5, 11}, new float[55]),
                new Tensor.F32("other", new int[] {1}, new float[1]));
        Trainer trainer = new Trainer(datasets, Engines.withoutCuda(), 1, PhaseListener.NONE);
        Outcome outcome = trainer.train(
                spec("clock", SGD, 3), event -> {}, () -> false, new Start.Model(model), CheckpointSink.NONE);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.event().kind()).isEqualTo(FailureKind.USER);
            assertThat(failed.event().message())
                    .contains("/training/initialFrom/job", "input->hidden.weight", "[5, 11]", "[5, 12]");
        });
    }

    private static double value(Tensor tensor) {
        return switch (tensor) {
            case Tensor.F32 f -> f.values()[0];
            case Tensor.F64 f -> f.values()[0];
        };
    }

    @Test
    void theBestEpochIsRememberedAcrossTheBreak() {
        JobSpec spec = spec("event", "{\"type\": \"sgd\", \"learningRate\": 1000}", 1); // spoils everything it learns
        Run whole = train(spec, null, 6);
        Run resumed = train(spec, CheckpointFile.read(train(spec, null, 3).files.getLast()), 6);
        assertThat(whole.notes).extracting(AttemptEvent.Noted::code).contains("best-restored");
        assertThat(resumed.notes).endsWith(whole.notes.toArray(AttemptEvent.Noted[]::new));
        assertThat(bits(resumed.outcome)).isEqualTo(bits(whole.outcome));
        assertThat(((Outcome.Trained) resumed.outcome).modelEpoch()).isLessThanOrEqualTo(3);
    }

    @Test
    void aTrainingThatWasDoneIsDoneAtOnce() {
        JobSpec spec = spec("clock", ADAM, 1);
        Run whole = train(spec, null, 6);
        Run again = train(spec, CheckpointFile.read(whole.files.getLast()), 6);
        assertThat(bits(again.outcome)).isEqualTo(bits(whole.outcome));
        assertThat(again.measured).isEmpty();
    }

    @Test
    void aFileHoldsEveryBitAndIsTheSameWhenWrittenAgain() {
        byte[] file = train(spec("clock", ADAM, 1), null, 3).files.getLast();
        assertThat(Arrays.mismatch(CheckpointFile.write(CheckpointFile.read(file)), file))
                .isNegative();
    }

    @Test
    void nobodyPaysForACheckpointThatIsNotWanted() {
        FakeEngine[] engine = new FakeEngine[1];
        Trainer trainer = new Trainer(
                datasets,
                (options, _) -> engine[0] = new FakeEngine(options, batch -> 1) {
                    @Override
                    public EngineState state() {
                        throw new AssertionError("copied");
                    }
                },
                1,
                PhaseListener.NONE);
        assertThat(trainer.train(Jobs.yinYang(2, 32), event -> {}, () -> false)).isInstanceOf(Outcome.Trained.class);
    }

    @Test
    void aCheckpointOfAnotherJobIsRefused() {
        Checkpoint checkpoint =
                CheckpointFile.read(train(spec("clock", ADAM, 1), null, 1).files.getLast());
        for (JobSpec other : List.of(spec("clock", ADAM, 2), spec("clock", SGD, 1), spec("event", ADAM, 1))) {
            assertThat(train(other, checkpoint, 6).outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.event().code()).isEqualTo("checkpoint-refused");
                assertThat(failed.event().kind()).isEqualTo(FailureKind.INFRASTRUCTURE);
                assertThat(failed.event().message()).contains("another data set, network or training");
            });
        }
    }

    @Test
    void aCheckpointThatContradictsTheJobIsRefused() {
        JobSpec spec = spec("clock", ADAM, 1);
        Checkpoint whole = CheckpointFile.read(train(spec, null, 1).files.getLast());
        Improvement.Best best = Objects.requireNonNull(whole.best());
        Improvement.Best shorter = new Improvement.Best(
                best.value(), best.epoch(), best.values(), best.parameters().subList(1, 3));
        List<Tensor> reversed = best.parameters().reversed();
        Improvement.Best disordered = new Improvement.Best(best.value(), best.epoch(), best.values(), reversed);
        assertThat(refusal(spec, with(whole, whole.epoch(), shorter))).contains("parameters of the best epoch");
        assertThat(refusal(spec, with(whole, whole.epoch(), disordered))).contains("parameters of the best epoch");
        assertThat(refusal(spec, with(whole, whole.epoch(), null))).contains("early stopping");
        assertThat(refusal(spec, with(whole, 0, best))).contains("it is of epoch 0, the job has 6");
        assertThat(refusal(spec, with(whole, 7, best))).contains("it is of epoch 7, the job has 6");
    }

    private static Checkpoint with(Checkpoint c, int epoch, Improvement.@Nullable Best best) {
        return new Checkpoint(c.specHash(), c.engine(), epoch, c.step(), c.state(), c.plateau(), best, c.within());
    }

    private String refusal(JobSpec spec, Checkpoint checkpoint) {
        Outcome outcome = train(spec, checkpoint, 6).outcome;
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.event().code()).isEqualTo("checkpoint-refused"));
        return ((Outcome.Failed) outcome).event().message();
    }

    @Test
    void nameAndPriorityMakeNoOtherJob() {
        JobSpec spec = spec("clock", ADAM, 1);
        JobSpec renamed = new JobSpec(
                "renamed",
                Map.of("a", "b"),
                7,
                spec.dataset(),
                spec.network(),
                spec.training(),
                spec.resources(),
                spec.retry());
        Checkpoint checkpoint = CheckpointFile.read(train(spec, null, 5).files.getLast());
        assertThat(train(renamed, checkpoint, 6).outcome).isInstanceOf(Outcome.Trained.class);
    }

    @Test
    void aDamagedFileIsRefused() {
        byte[] file = train(spec("clock", ADAM, 1), null, 1).files.getLast();
        assertThatThrownBy(() -> CheckpointFile.read(Arrays.copyOf(file, file.length - 1)))
                .isInstanceOf(CheckpointRefusedException.class)
                .hasMessageContaining("damaged");
        byte[] newer = new String(file, ISO_8859_1)
                .replace("\"checkpointVersion\":\"1\"", "\"checkpointVersion\":\"2\"")
                .getBytes(ISO_8859_1);
        assertThatThrownBy(() -> CheckpointFile.read(newer))
                .isInstanceOf(CheckpointRefusedException.class)
                .hasMessageContaining("version 2");
    }

    private static String optimiser(String name) {
        return switch (name) {
            case "adam" -> ADAM;
            case "adamw" -> ADAM_W;
            case "sgd" -> SGD;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Stops when it asks for the {@code questions}th time whether to; its last file is that of the stop. */
    private Run stopped(JobSpec spec, Start start, int questions) {
        List<Measured> measured = new ArrayList<>();
        List<byte[]> files = new ArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        Trainer trainer = new Trainer(datasets, Engines.withoutCuda(), 2, PhaseListener.NONE);
        Outcome outcome = trainer.train(
                spec,
                event -> {
                    if (event instanceof Measured m) {
                        measured.add(m);
                    }
                },
                () -> asked.incrementAndGet() == questions,
                start,
                new CheckpointSink() {
                    @Override
                    public void afterEpoch(int epoch, Map<String, Double> values, Supplier<Checkpoint> checkpoint) {}

                    @Override
                    public void onStop(Supplier<Checkpoint> checkpoint) {
                        files.add(CheckpointFile.write(checkpoint.get()));
                    }
                });
        return new Run(outcome, measured, List.of(), files);
    }

    /** Stops in the middle of the epoch after {@code epochs}. */
    private Run train(JobSpec spec, @Nullable Checkpoint from, int epochs) {
        List<Measured> measured = new ArrayList<>();
        List<AttemptEvent.Noted> notes = new ArrayList<>();
        List<byte[]> files = new ArrayList<>();
        AtomicReference<Integer> batchesLeft = new AtomicReference<>(null);
        Trainer trainer = new Trainer(datasets, Engines.withoutCuda(), 2, PhaseListener.NONE);
        Outcome outcome = trainer.train(
                spec,
                event -> {
                    switch (event) {
                        case Measured m -> measured.add(m);
                        case AttemptEvent.Noted note -> notes.add(note);
                        default -> {}
                    }
                },
                () -> {
                    Integer left = batchesLeft.get();
                    if (left != null) {
                        batchesLeft.set(left - 1);
                    }
                    return left != null && left == 0;
                },
                from == null ? new Start.Specified() : new Start.Resumed(from),
                (epoch, _, checkpoint) -> {
                    files.add(CheckpointFile.write(checkpoint.get()));
                    if (epoch == epochs) {
                        batchesLeft.set(2);
                    }
                });
        return new Run(outcome, measured, notes, files);
    }

    /** All points of later epochs but the speed. */
    private static List<Map<String, Double>> comparable(List<Measured> measured, int afterEpoch) {
        return measured.stream()
                .filter(m -> m.step() > afterEpoch * 4L)
                .map(m -> {
                    Map<String, Double> values = new TreeMap<>(m.values());
                    values.remove("train.samplesPerSecond");
                    values.put("step", (double) m.step());
                    values.put("epoch", (double) m.epoch());
                    return values;
                })
                .toList();
    }

    private static List<String> bits(Outcome outcome) {
        return TensorBits.of(((Outcome.Trained) outcome).parameters());
    }

    /** Four batches an epoch, six epochs; the weights are small, so that some hidden neurons are silent. */
    private JobSpec spec(String solver, String optimiser, int seed) {
        JobSpec spec = JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang",
                    "train": {"samples": 64}, "validation": {"samples": 20}, "test": {"samples": 20}},
                 "network": {"dt": 1, "duration": 40, "solver": "%s",
                   "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 12},
                                   "output": {"neuron": "li"}},
                   "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1, "sd": 1}}},
                                   {"from": "hidden", "to": "hidden", "weight": {"normal": {"mean": 0, "sd": 0.1}}},
                                   {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0, "sd": 1}}}]},
                 "training": {"epochs": 6, "batchSize": 16, "seed": %d, "loss": "sum-voltage", "optimiser": %s,
                   "gradients": {"clipNorm": 1},
                   "regularisation": {"hidden": {"target": 1, "silentNeurons": {"redraw": true}}},
                   "augmentation": [{"type": "jitter", "time": 1}],
                   "earlyStopping": {"patience": 6}}}
                """.formatted(solver, seed, optimiser));
        return new SpecInspector(datasets).inspect(spec).resolved();
    }
}
