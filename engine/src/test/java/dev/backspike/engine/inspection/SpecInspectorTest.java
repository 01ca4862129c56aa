package dev.backspike.engine.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.dataset.Datasets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecInspectorTest {

    private final SpecInspector inspector = new SpecInspector(new Datasets(null));

    @Test
    void whatTheEnginesRunPasses() {
        assertThat(inspector.inspect(altered("first", "first")).parameters()).isEqualTo(5 * 9 + 9 * 3);
    }

    @Test
    void theMemoryIsAtLeastThatOfDataParametersAndTraces() {
        // 4 coordinates of 8 bytes and a label in 5000 + 1000 + 1000 samples; value, gradient and two moments; 12
        // neurons at 61 points
        assertThat(inspector.inspect(altered("first", "first")).memoryBytes())
                .isEqualTo(7000 * (4 * 8 + 1) + (5 * 9 + 9 * 3) * 4 * 4 + 12 * 61 * 4);
    }

    @Test
    void stepsThatLeaveNothingOfAStateAreRefused() {
        refused(
                altered("\"duration\": 60", "\"duration\": 600, \"dt\": 300"),
                "/network/dt is 300.0 ms, more than 40.0 times a time constant (5.0 ms) of the connection input->hidden");
    }

    @Test
    void aDeviceThatDoesNotRunTheSolverIsRefused() {
        String onCuda = "\"resources\": {\"device\": \"cuda\"}, \"network\": {\"solver\": \"%s\",";

        refused(
                altered("\"network\": {", onCuda.formatted("event")),
                "/resources/device is cuda, which runs networks with the clock solver only");
        assertThatNoException()
                .isThrownBy(() -> inspector.inspect(altered("\"network\": {", onCuda.formatted("clock"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clock", "event"})
    void bothSolversRunEveryNetwork(String solver) {
        JobSpec spec = JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang"},
                 "network": {"duration": 60, "solver": "%s",
                   "populations": {
                     "input": {"neuron": "input"},
                     "hidden": {"neuron": {"type": "lif", "refractory": 2, "tauMem": {"initial": 9, "learnable": true}},
                                "size": 9},
                     "output": {"neuron": "lif"}},
                   "connections": [
                     {"from": "input", "to": "hidden", "delay": 3, "weight": {"constant": {"value": 1}}},
                     {"from": "input", "to": "hidden", "connectivity": {"type": "fixed-probability", "probability": 0.5},
                      "delay": {"initial": {"uniform": {"min": 0, "max": 5}}, "learnable": true},
                      "tauSyn": {"gamma": {"shape": 3, "mean": 5}}, "weight": {"constant": {"value": 1}}},
                     {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "first-spike", "optimiser": "adam",
                              "gradients": {"smallestSlope": 0.05}}}
                """.formatted(solver));
        assertThatNoException().isThrownBy(() -> inspector.inspect(spec));
    }

    private static JobSpec altered(String instead, String of) {
        return JobSpecParser.parse(document("", ", \"size\": 9", "").replace(instead, of));
    }

    private void refused(JobSpec spec, String message) {
        assertThatThrownBy(() -> inspector.inspect(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining(message);
    }

    private static String document(String input, String hidden, String output) {
        return """
                {"dataset": {"type": "yin-yang"},
                 "network": {"duration": 60,
                   "populations": {"input": {"neuron": "input"%s}, "hidden": {"neuron": "lif"%s},
                                   "output": {"neuron": "lif"%s}},
                   "connections": [{"from": "input", "to": "hidden", "weight": {"constant": {"value": 1}}},
                                   {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "first-spike", "optimiser": "adam"}}
                """.formatted(input, hidden, output);
    }
}
