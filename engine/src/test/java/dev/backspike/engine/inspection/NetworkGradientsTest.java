package dev.backspike.engine.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.dataset.Datasets;
import dev.backspike.engine.event.GradientError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkGradientsTest {

    private final Datasets datasets = new Datasets(null);
    private final SpecInspector inspector = new SpecInspector(datasets);

    @ParameterizedTest
    @ValueSource(strings = {"clock", "event"})
    void everyLearnableArrayIsComparedWhicheverSolverTrains(String solver) {
        GradientReport report = check(job(solver, 1.5, 0, "sum-voltage"));

        assertThat(report.arrays())
                .extracting(GradientError::name)
                .containsExactly(
                        "input->hidden.weight",
                        "hidden->hidden.weight",
                        "hidden->output.weight",
                        "input->hidden.delay",
                        "hidden.tauMem");
        assertThat(report.arrays()).allSatisfy(a -> assertThat(a.compared()).isPositive());
        assertThat(report.compared() + report.skipped()).isEqualTo(20 + 20 + 20 + 20 + 9);
        assertThat(report.largestError()).isLessThan(1e-5);
        assertThat(report.samples()).isEqualTo(2);
        assertThat(report.allZero()).isFalse();
    }

    @Test
    void aSilentNetworkHasGradientsThatAreAllZero() {
        GradientReport report = check(job("event", -50, 0, "sum-voltage"));

        assertThat(report.allZero()).isTrue();
        assertThat(report.largestError()).isZero();
    }

    @Test
    void theSameJobGivesTheSameReport() {
        JobSpec job = job("event", 1.5, 0, "sum-voltage");
        assertThat(check(job).arrays()).isEqualTo(check(job).arrays());
    }

    @Test
    void aNetworkThatSpikesWithoutBoundHasNothingToCompare() {
        assertThatThrownBy(() -> check(job("event", 100, 1000, "sum-voltage")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/network cannot be checked");
    }

    /** In as much time as it takes, so that how many values are compared does not depend on the machine. */
    private GradientReport check(JobSpec job) {
        return NetworkGradients.check(job, datasets, 1e9);
    }

    @Test
    void withoutTimeOneValueOfEachArrayIsCompared() {
        JobSpec job = job("event", 1.5, 0, "sum-voltage");
        GradientReport report = NetworkGradients.check(job, datasets, 0);
        assertThat(report.arrays())
                .hasSize(5)
                .allSatisfy(a -> assertThat(a.compared() + a.skipped()).isEqualTo(1));
    }

    private JobSpec job(String solver, double weight, double recurrent, String loss) {
        JobSpec spec = JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang"},
                 "network": {"duration": 60, "solver": "%s",
                   "populations": {
                     "input": {"neuron": "input"},
                     "hidden": {"neuron": {"type": "lif",
                                           "tauMem": {"initial": {"uniform": {"min": 15, "max": 25}}, "learnable": true}},
                                "size": 9},
                     "output": {"neuron": "li"}},
                   "connections": [
                     {"from": "input", "to": "hidden",
                      "delay": {"initial": {"uniform": {"min": 1, "max": 5}}, "learnable": true},
                      "weight": {"normal": {"mean": %s, "sd": 0.5}}},
                     {"from": "hidden", "to": "hidden", "weight": {"constant": {"value": %s}}},
                     {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0, "sd": 1}}}]},
                 "training": {"epochs": 1, "loss": "%s", "optimiser": "adam"}}
                """.formatted(solver, weight, recurrent, loss));
        return inspector.inspect(spec).resolved();
    }
}
