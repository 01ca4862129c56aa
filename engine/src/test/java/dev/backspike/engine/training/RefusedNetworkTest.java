package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.Engines;
import dev.backspike.engine.dataset.DatasetInspector;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.inspection.SpecInspector;
import org.junit.jupiter.api.Test;

/** Networks that the real engines cannot run end their job with a reason, not as a fault of the worker. */
class RefusedNetworkTest {

    private final Datasets datasets = new Datasets(null);

    @Test
    void aStepTooLongForItsTimeConstantsIsTheUsersToMend() {
        AttemptEvent.Failed failed = failure("clock", 60, 1.5, 0);
        assertThat(failed.kind()).isEqualTo(FailureKind.USER);
        assertThat(failed.code()).isEqualTo("network-unsupported");
        assertThat(failed.message()).contains("/network/dt is 60.0 ms", "input->hidden");
    }

    @Test
    void aNetworkThatSpikesWithoutBoundIsAMatterOfNumbers() {
        AttemptEvent.Failed failed = failure("event", 1, 100, 1000);
        assertThat(failed.kind()).isEqualTo(FailureKind.NUMERICS);
        assertThat(failed.code()).isEqualTo("network-runs-away");
        assertThat(failed.message()).contains("lower its weights");
    }

    private AttemptEvent.Failed failure(String solver, double dt, double weight, double recurrent) {
        JobSpec spec = JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang", "train": {"samples": 2}},
                 "network": {"dt": %s, "duration": 60, "solver": "%s",
                   "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 2},
                                   "output": {"neuron": "li"}},
                   "connections": [
                     {"from": "input", "to": "hidden", "tauSyn": 1, "weight": {"constant": {"value": %s}}},
                     {"from": "hidden", "to": "hidden", "tauSyn": 1, "weight": {"constant": {"value": %s}}},
                     {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"}}
                """.formatted(dt, solver, weight, recurrent));
        JobSpec resolved = new DatasetInspector(datasets).resolve(spec);
        Outcome outcome = new Trainer(datasets, Engines.withoutCuda(), 1, PhaseListener.NONE)
                .train(resolved, event -> {}, () -> false);
        return ((Outcome.Failed) outcome).event();
    }

    @Test
    void aConnectionWithMoreWeightsThanAnArrayHoldsIsTheUsersToMend() {
        JobSpec spec = JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang", "train": {"samples": 2}},
                 "network": {"duration": 60,
                   "populations": {"input": {"neuron": "input"}, "a": {"neuron": "lif", "size": 100000},
                                   "b": {"neuron": "lif", "size": 20000}, "output": {"neuron": "li"}},
                   "connections": [
                     {"from": "input", "to": "a", "weight": {"constant": {"value": 1}}},
                     {"from": "a", "to": "b", "weight": {"constant": {"value": 1}}},
                     {"from": "b", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"}}
                """);
        assertThatThrownBy(() -> new SpecInspector(datasets).inspect(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/network/connections/1 has 2000000000 weights (100000 x 20000)");
    }
}
