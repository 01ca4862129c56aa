package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an epoch shows to be in the way of learning is said once, where users look. */
class EpochWarningsTest {

    private final List<AttemptEvent> events = new ArrayList<>();

    @Test
    void aNetworkThatLearnsIsNotWarnedOf() {
        train(job("clock", 4), 0.5, engine -> {});
        assertThat(notes()).isEmpty();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aPopulationThatNeverSpikesIsNamedAfterTheFirstEpochAndOnce() {
        train(job("clock", 4), 0.5, engine -> engine.spikesPerNeuron = 0);
        assertThat(notes()).extracting(Noted::code).containsExactly("population-silent");
        assertThat(notes().getFirst().message())
                .contains("population hidden emitted no spike in epoch 1", "silentNeurons");
        assertThat(warnings()).containsExactly(notes().getFirst().message());
        assertThat(events.indexOf(notes().getFirst()))
                .isLessThan(events.indexOf(events.stream()
                        .filter(e -> e instanceof AttemptEvent.Measured m && m.epoch() == 1)
                        .findFirst()
                        .orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource({"clock, 60, false", "clock, 61, true", "event, 60, false", "event, 61, true"})
    void aPopulationThatHardlyEverStopsIsNamed(String solver, int spikes, boolean warned) {
        // 120 ms: 120 steps of 1 ms, and 120 spaces of a twentieth of tauMem
        train(job(solver, 1), 0.5, engine -> engine.spikesPerNeuron = spikes);
        assertThat(notes()).hasSize(warned ? 1 : 0);
        assertThat(notes()).allSatisfy(note -> {
            assertThat(note.code()).isEqualTo("population-saturated");
            assertThat(note.message()).contains("61.0 spikes per neuron", "about 120 are possible");
        });
    }

    @Test
    void dataWithoutSpikesInTheTrialExplainEverythingElse() {
        train(job("clock", 2), 0.5, engine -> {
            engine.inputSpikes = 0;
            engine.spikesPerNeuron = 0;
        });
        assertThat(notes()).singleElement().satisfies(note -> {
            assertThat(note.code()).isEqualTo("input-silent");
            assertThat(note.message()).contains("trial of 120.0 ms", "unit of the data's times");
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "5, 1"})
    void aLossThatStaysThatOfGuessingIsNamedOnce(int epochs, int times) {
        train(job("clock", epochs), Math.log(3), engine -> engine.correctShare = 1.0 / 3);
        assertThat(notes()).hasSize(times).allSatisfy(note -> {
            assertThat(note.code()).isEqualTo("loss-at-chance");
            assertThat(note.message())
                    .contains(epochs == 1 ? "epoch 1" : "epoch 2", "guessing among 3 classes (ln 3 = 1.0986)");
        });
    }

    @Test
    void anAccuracyAboveChanceIsNoGuessing() {
        train(job("clock", 3), Math.log(3), engine -> engine.correctShare = 0.6);
        assertThat(notes()).isEmpty();
    }

    private void train(JobSpec spec, double lossOfSample, Consumer<FakeEngine> onNewEngine) {
        new Trainer(
                        new Datasets(null),
                        (options, _) -> {
                            FakeEngine engine = new FakeEngine(options, batch -> lossOfSample * batch.size());
                            onNewEngine.accept(engine);
                            return engine;
                        },
                        1,
                        PhaseListener.NONE)
                .train(spec, events::add, () -> false);
    }

    private static JobSpec job(String solver, int epochs) {
        return new DatasetInspector(new Datasets(null)).resolve(JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang", "train": {"samples": 60}},
                 "network": {"duration": 120, "dt": 1, "solver": "%s",
                   "populations": {"input": {"neuron": "input"},
                                   "hidden": {"neuron": {"type": "lif", "tauMem": 20}, "size": 8},
                                   "output": {"neuron": "li"}},
                   "connections": [
                     {"from": "input", "to": "hidden", "weight": {"constant": {"value": 1}}},
                     {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": %d, "loss": "sum-exp-voltage", "optimiser": "adam"}}
                """.formatted(solver, epochs)));
    }

    private List<Noted> notes() {
        return events.stream()
                .filter(Noted.class::isInstance)
                .map(Noted.class::cast)
                .toList();
    }

    private List<String> warnings() {
        return events.stream()
                .filter(e -> e instanceof Logged line && line.level() == Logged.Level.WARNING)
                .map(e -> ((Logged) e).message())
                .toList();
    }
}
