package dev.backspike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineLimitsTest {

    private static final String CONVOLUTION = """
        {"dataset": {"type": "idx", "trainImages": "a", "trainLabels": "b", "testImages": "c", "testLabels": "d",
                     "encoding": {"tMin": 0, "tMax": 20}},
         "network": {"duration": 60, "solver": "event",
           "populations": {
             "input": {"neuron": "input", "shape": [32, 32, 1]},
             "conv": {"neuron": "lif", "shape": [32, 32, 8]},
             "output": {"neuron": "li", "size": 10}},
           "connections": [
             {"from": "input", "to": "conv", "weight": {"normal": {"mean": 1, "sd": 1}},
              "connectivity": {"type": "conv2d", "kernel": [3, 3], "padding": [1, 1]}},
             {"from": "conv", "to": "output", "weight": {"normal": {"mean": 0, "sd": 1}}}]},
         "training": {"epochs": 1, "batchSize": 4, "loss": "sum-voltage", "optimiser": {"type": "adam"}}}\
        """;

    @Test
    void theEventSolverRunsAConvolution() {
        assertThat(exceeded(CONVOLUTION)).isEmpty();
    }

    @Test
    void theClockSolverRefusesAConvolutionNamingTheOtherSolver() {
        assertThat(exceeded(CONVOLUTION.replace("\"event\"", "\"clock\"")))
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.pointer()).isEqualTo("/network/connections/0/connectivity");
                    assertThat(error.message()).contains("conv2d").contains("take the event solver");
                });
    }

    @Test
    void moreSynapsesThanFitMemoryAreRefusedNamingTheRemedy() {
        String large = CONVOLUTION
                .replace("[32, 32, 8]", "[32, 32, 64]")
                .replace(
                        "\"kernel\": [3, 3], \"padding\": [1, 1]", "\"kernel\": [1023, 1023], \"padding\": [511, 511]");
        assertThat(exceeded(large)).singleElement().satisfies(error -> {
            assertThat(error.pointer()).isEqualTo("/network/connections/0");
            assertThat(error.message()).contains("a smaller kernel");
        });
    }

    private static List<SpecError> exceeded(String json) {
        JobSpec spec = JobSpecParser.parse(json);
        return EngineLimits.exceededBy(
                Network.of(spec.network()), spec.network().solver());
    }
}
