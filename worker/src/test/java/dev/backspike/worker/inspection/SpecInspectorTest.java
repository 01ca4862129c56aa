package dev.backspike.worker.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.JobSpecParser;
import dev.backspike.common.spec.NetworkSpec;
import dev.backspike.worker.dataset.Datasets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecInspectorTest {

    private final SpecInspector inspector = new SpecInspector(new Datasets(null));

    @Test
    void whatTheEnginesRunPasses() {
        assertThat(inspector.inspect(altered("first", "first")).parameters()).isEqualTo(5 * 9 + 9 * 3);
    }

    @Test
    void whatNoEngineRunsYetIsRefusedWithItsPlace() {
        refused(
                altered("\"to\": \"hidden\"", "\"to\": \"hidden\", \"delay\": 3"),
                "/network/connections/0/delay is not");
        refused(
                altered("\"to\": \"hidden\"", "\"to\": \"hidden\", \"connectivity\": \"one-to-one\""),
                "/network/connections/0/connectivity is not");
        refused(
                altered(
                        "\"to\": \"hidden\"",
                        "\"to\": \"hidden\", \"tauSyn\": {\"gamma\": {\"shape\": 3, \"mean\": 5}}"),
                "/network/connections/0/tauSyn is not implemented yet");
        refused(
                altered("\"lif\", \"size\": 9", "{\"type\": \"lif\", \"refractory\": 2}, \"size\": 9"),
                "/network/populations/hidden/neuron/refractory is not");
        refused(
                altered(
                        "\"lif\", \"size\": 9",
                        "{\"type\": \"lif\", \"tauMem\": {\"initial\": 9, \"learnable\": true}}, \"size\": 9"),
                "/network/populations/hidden/neuron/tauMem is not");
        refused(
                altered("first", "first")
                        .withNetwork(twice(altered("first", "first").network())),
                "/network/connections/1 is not");
    }

    @Test
    void theEventSolverRunsEveryNetwork() {
        JobSpec spec = JobSpecParser.parse("""
                {"dataset": {"type": "yin-yang"},
                 "network": {"duration": 60, "solver": "event",
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
                 "training": {"epochs": 1, "loss": "first-spike", "optimiser": "adam"}}
                """);
        assertThatNoException().isThrownBy(() -> inspector.inspect(spec));
    }

    private static JobSpec altered(String instead, String of) {
        return JobSpecParser.parse(document("", ", \"size\": 9", "").replace(instead, of));
    }

    /** With its first connection twice. */
    private static NetworkSpec twice(NetworkSpec network) {
        List<ConnectionSpec> connections = new ArrayList<>(network.connections());
        connections.add(1, connections.getFirst());
        return new NetworkSpec(network.dt(), network.duration(), network.solver(), network.populations(), connections);
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
