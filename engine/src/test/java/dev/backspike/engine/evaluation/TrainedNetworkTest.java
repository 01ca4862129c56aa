package dev.backspike.engine.evaluation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.evaluation.Calibration;
import dev.backspike.common.evaluation.ClassScore;
import dev.backspike.common.evaluation.Evaluated;
import dev.backspike.common.evaluation.Evaluation;
import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.evaluation.RecordedSpikes;
import dev.backspike.common.evaluation.Trial;
import dev.backspike.common.evaluation.Trials;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.Engines;
import dev.backspike.engine.dataset.Dataset;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.dataset.SpikeTrain;
import dev.backspike.engine.evaluation.TrainedNetwork.Spikes;
import dev.backspike.engine.network.Tensor;
import dev.backspike.engine.training.Outcome;
import dev.backspike.engine.training.PhaseListener;
import dev.backspike.engine.training.Trainer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainedNetworkTest {

    private static final double AMPLE_SECONDS = 1e6;

    private final Datasets datasets = new Datasets(null);

    /** A network after two epochs, with what its training said of the test data. */
    private record Trained(JobSpec job, List<Tensor> parameters, Map<String, Double> last, Dataset test) {}

    @ParameterizedTest
    @CsvSource({
        "event, lif, first-spike",
        "event, li,  sum-voltage",
        "event, li,  max-voltage",
        "clock, lif, first-spike",
        "clock, li,  mean-cross-entropy",
        "clock, li,  voltage-mse",
        "clock, li,  max-voltage"
    })
    void anEvaluationOfTheTestDataFindsWhatTheTrainingFound(String solver, String readout, String loss) {
        Trained trained = train(job(solver, "lif", readout, loss));
        Evaluated evaluated = evaluate(trained, 1000);
        Evaluation evaluation = evaluated.evaluation();

        assertThat(evaluation.accuracy()).isEqualTo(trained.last().get("test.accuracy"));
        assertThat(evaluation.loss()).isCloseTo(trained.last().get("test.loss"), within(1e-6));
        assertThat(evaluation.samples()).isEqualTo(90);
        assertThat(evaluation.samplesOfSplit()).isEqualTo(90);
        assertThat(evaluated.trials()).hasSize(90);
        assertThat(evaluation.calibration() == null).isEqualTo(loss.equals("voltage-mse"));
        requireConsistent(evaluated);
    }

    @Test
    void neuronsGivenByEquationsAreEvaluatedToo() {
        Trained trained = train(job("event", "adlif", "li", "sum-voltage"));
        Evaluation evaluation = evaluate(trained, 1000).evaluation();

        assertThat(evaluation.accuracy()).isEqualTo(trained.last().get("test.accuracy"));
        assertThat(evaluation.loss()).isCloseTo(trained.last().get("test.loss"), within(1e-6));
    }

    private static void requireConsistent(Evaluated evaluated) {
        Evaluation evaluation = evaluated.evaluation();
        List<ClassScore> classes = evaluation.classes();
        assertThat(classes.stream().mapToInt(ClassScore::samples).sum()).isEqualTo(evaluation.samples());
        assertThat(classes.stream().mapToInt(ClassScore::correct).sum())
                .isEqualTo((int) Math.round(evaluation.accuracy() * evaluation.samples()));
        for (ClassScore score : classes) {
            List<Integer> row = requireNonNull(evaluation.confusion()).get(score.label());
            assertThat(row.stream().mapToInt(Integer::intValue).sum() + score.unanswered())
                    .isEqualTo(score.samples());
            assertThat(row.get(score.label())).isEqualTo(score.correct());
            assertThat(evaluated.trials().stream()
                            .filter(trial -> Objects.equals(trial.label(), score.label())
                                    && Objects.equals(trial.label(), trial.predicted())))
                    .hasSize(score.correct());
        }
        Calibration calibration = evaluation.calibration();
        if (calibration != null) {
            assertThat(calibration.bins().stream()
                            .mapToInt(Calibration.Bin::samples)
                            .sum())
                    .isEqualTo(evaluation.samples() - evaluation.unanswered());
        }
        assertThat(evaluation.parameters())
                .allSatisfy(values -> assertThat(values.histogram().counts().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(values.count()));
        assertThat(evaluation.populations())
                .allSatisfy(rates -> assertThat(rates.histogram().counts().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(rates.neurons()));
    }

    @Test
    void aLimitTakesSamplesFromAllOfTheData() {
        Evaluated evaluated = evaluate(train(job("event", "lif", "lif", "first-spike")), 9);

        assertThat(evaluated.trials().stream().map(Trial::sample)).containsExactly(0, 10, 20, 30, 40, 50, 60, 70, 80);
        assertThat(evaluated.evaluation().samplesOfSplit()).isEqualTo(90);
    }

    @Test
    void confidenceIsTheShareOfTheSoftmaxOfThePredictedClass() {
        for (Trial trial :
                evaluate(train(job("clock", "lif", "li", "sum-voltage")), 5).trials()) {
            double sum = trial.readout().stream().mapToDouble(Math::exp).sum();
            assertThat(trial.confidence())
                    .isCloseTo(Math.exp(trial.readout().get(requireNonNull(trial.predicted()))) / sum, within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"event, lif", "clock, lif", "event, adlif"})
    void spikesThatAreGivenAreRunAsThoseOfADataSet(String solver, String neuron) {
        Trained trained = train(job(solver, neuron, "li", "sum-voltage"));
        try (TrainedNetwork network = TrainedNetwork.of(trained.job(), trained.parameters(), 1)) {
            Trials recorded = network.record(trained.test(), List.of(7, 3), AMPLE_SECONDS);
            Trials predicted = network.predict(
                    List.of(given(trained.test(), 7), given(trained.test(), 3)), Spikes.RECORDED, AMPLE_SECONDS);

            assertThat(predicted.trials()).extracting(Trial::label).containsOnlyNulls();
            assertThat(recorded.trials()).extracting(Trial::sample).containsExactly(7, 3);
            for (int k = 0; k < 2; k++) {
                Trial trial = recorded.trials().get(k);
                assertThat(predicted.trials().get(k).readout()).isEqualTo(trial.readout());
                assertThat(predicted.trials().get(k).populations()).isEqualTo(trial.populations());
                assertThat(trial.label()).isEqualTo(trained.test().label(trial.sample()));
                assertThat(trial.populations())
                        .extracting(RecordedSpikes::population)
                        .containsExactly("input", "hidden");
                assertThat(requireNonNull(trial.populations()).getFirst().units())
                        .isEqualTo(given(trained.test(), trial.sample()).units());
                assertThat(trial.populations().get(1).times()).isNotEmpty().isSorted();
            }
            assertThat(network.predict(List.of(given(trained.test(), 7)), Spikes.LEFT_OUT, AMPLE_SECONDS)
                            .trials()
                            .getFirst()
                            .populations())
                    .isNull();
        }
    }

    @Test
    void theReadoutOfFirstSpikesIsTheTimeOfTheRecordedOnes() {
        Trained trained = train(job("event", "lif", "lif", "first-spike"));
        try (TrainedNetwork network = TrainedNetwork.of(trained.job(), trained.parameters(), 1)) {
            Trial trial = network.record(trained.test(), List.of(0), AMPLE_SECONDS)
                    .trials()
                    .getFirst();
            RecordedSpikes output = requireNonNull(trial.populations()).getLast();
            for (int k = 0; k < 3; k++) {
                int first = output.units().indexOf(k);
                if (first < 0) {
                    assertThat(trial.readout().get(k)).isNull();
                } else {
                    assertThat(trial.readout().get(k)).isCloseTo(output.times().get(first), within(1e-4));
                }
            }
        }
    }

    @Test
    void wrongSpikesAreNamed() {
        Trained trained = train(job("event", "lif", "lif", "first-spike"));
        try (TrainedNetwork network = TrainedNetwork.of(trained.job(), trained.parameters(), 1)) {
            assertThatThrownBy(() -> network.predict(
                            List.of(
                                    new GivenSample(List.of(1.0, -2.0), List.of(0, 9)),
                                    new GivenSample(List.of(1.0), List.of())),
                            Spikes.LEFT_OUT,
                            AMPLE_SECONDS))
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("/samples/0/times/1 must be a time in ms of at least 0, was -2.0")
                    .hasMessageContaining("/samples/0/units/1 must be 0 to 4, as the network has 5 inputs, was 9")
                    .hasMessageContaining("/samples/1/units must have as many entries as times (1), has 0");
            assertThatThrownBy(() -> network.record(trained.test(), List.of(90), AMPLE_SECONDS))
                    .hasMessageContaining("/samples/0 must be 0 to 89, was 90");
        }
    }

    @Test
    void withoutTimeTheErrorSaysHowFarItCame() {
        Trained trained = train(job("event", "lif", "lif", "first-spike"));
        try (TrainedNetwork network = TrainedNetwork.of(trained.job(), trained.parameters(), 1)) {
            assertThatThrownBy(() -> network.evaluate(trained.test(), 90, 0))
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("/limit must be fewer: 0 of 90 samples were run in the 0 s");
        }
    }

    private static GivenSample given(Dataset data, int sample) {
        SpikeTrain train = new SpikeTrain();
        data.read(sample, train);
        return new GivenSample(
                Arrays.stream(train.times, 0, train.count).boxed().toList(),
                Arrays.stream(train.units, 0, train.count).boxed().toList());
    }

    private static Evaluated evaluate(Trained trained, int limit) {
        try (TrainedNetwork network = TrainedNetwork.of(trained.job(), trained.parameters(), 2)) {
            return network.evaluate(trained.test(), limit, AMPLE_SECONDS);
        }
    }

    private Trained train(JobSpec job) {
        Map<String, Double> last = new HashMap<>();
        Outcome outcome = new Trainer(datasets, Engines.withoutCuda(), 1, PhaseListener.NONE)
                .train(
                        job,
                        event -> {
                            if (event instanceof AttemptEvent.Measured measured) {
                                last.putAll(measured.values());
                            }
                        },
                        () -> false);
        assertThat(outcome).isInstanceOf(Outcome.Trained.class);
        return new Trained(
                job,
                ((Outcome.Trained) outcome).parameters(),
                last,
                datasets.open(job).test());
    }

    private JobSpec job(String solver, String hidden, String readout, String loss) {
        return new DatasetInspector(datasets)
                .resolve(JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang", "train": {"samples": 100}, "test": {"samples": 90},
                             "validation": {"samples": 50}},
                 "network": {"duration": 60, "dt": 0.5, "solver": "%s",
                   "populations": {
                     "input": {"neuron": "input"},
                     "hidden": {"neuron": "%s", "size": 12},
                     "output": {"neuron": "%s"}},
                   "connections": [
                     {"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.8}}},
                     {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.9, "sd": 0.3}}}]},
                 "training": {"epochs": 2, "batchSize": 20, "loss": "%s", "optimiser": "adam"}}
                """.formatted(solver, hidden, readout, loss)));
    }
}
