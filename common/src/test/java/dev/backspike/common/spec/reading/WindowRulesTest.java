package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.Extent;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.PopulationSpec;
import dev.backspike.common.spec.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class WindowRulesTest {

    private static final String VALID = """
        {"dataset": {"type": "idx", "trainImages": "a", "trainLabels": "b", "testImages": "c", "testLabels": "d",
                     "encoding": {"tMin": 0, "tMax": 20}},
         "network": {"duration": 60, "solver": "event",
           "populations": {
             "input": {"neuron": "input", "shape": [28, 28, 2]},
             "conv": {"neuron": "lif", "shape": [13, 12, 4]},
             "pooled": {"neuron": "lif", "shape": [6, 6, 4]},
             "output": {"neuron": "li"}},
           "connections": [
             {"from": "input", "to": "conv", "weight": {"normal": {"mean": 1, "sd": 1}},
              "connectivity": {"type": "conv2d", "kernel": [4, 3], "stride": [2, 2], "padding": [0, 0],
                               "dilation": [1, 2], "groups": 2}},
             {"from": "conv", "to": "pooled", "weight": {"constant": {"value": 1}},
              "connectivity": {"type": "average-pool2d", "kernel": [2, 2]}},
             {"from": "pooled", "to": "output", "weight": {"normal": {"mean": 0, "sd": 1}}}]},
         "training": {"epochs": 1, "batchSize": 4, "loss": "sum-voltage", "optimiser": {"type": "adam"}}}\
        """;

    @Test
    void whatIsWrittenIsReadAgain() {
        JobSpec spec = JobSpecParser.parse(VALID);
        assertThat(spec.network().populations())
                .containsEntry(
                        "conv", new PopulationSpec(new NeuronSpec.Lif(20, 1, 0), 13 * 12 * 4, new Shape(13, 12, 4)));
        assertThat(spec.network().connections().get(0).connectivity())
                .isEqualTo(new ConnectivitySpec.Conv2d(
                        new Extent(4, 3), new Extent(2, 2), new Extent(0, 0), new Extent(1, 2), 2));
        assertThat(spec.network().connections().get(1).connectivity())
                .isEqualTo(new ConnectivitySpec.AveragePool2d(
                        new Extent(2, 2), new Extent(2, 2), new Extent(0, 0), new Extent(1, 1)));
        assertThat(JobSpecParser.parse(new JsonMapper().writeValueAsString(spec)))
                .isEqualTo(spec);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(
                        "[13, 12, 4]",
                        "[13, 13, 4]",
                        "/network/connections/0/connectivity",
                        "has 13 x 12 places on input, but conv has the shape [13, 13, 4]; set it to [13, 12, 4]"),
                arguments("[13, 12, 4]", "[13, 12, 3]", "/network/connections/0/connectivity/groups", "must divide"),
                arguments("[6, 6, 4]", "[6, 6, 5]", "/network/connections/1/connectivity", "which keeps the channels"),
                arguments(
                        "\"kernel\": [4, 3]",
                        "\"kernel\": [29, 3]",
                        "/network/connections/0/connectivity/kernel",
                        "is [29, 3] with the dilation [1, 2], larger than input, whose shape is [28, 28, 2]"),
                arguments(
                        "\"kernel\": [4, 3]",
                        "\"kernel\": [4]",
                        "/network/connections/0/connectivity/kernel",
                        "must be two numbers: rows and columns"),
                arguments(
                        "\"stride\": [2, 2]",
                        "\"stride\": [0, 2]",
                        "/network/connections/0/connectivity/stride",
                        "must be"),
                arguments(
                        "\"shape\": [28, 28, 2]",
                        "\"size\": 1568",
                        "/network/connections/0/connectivity",
                        "set /network/populations/input/shape to its rows, columns and channels"),
                arguments(
                        "\"shape\": [28, 28, 2]",
                        "\"shape\": [28, 28, 2], \"size\": 5",
                        "/network/populations/input/shape",
                        "has 1568 neurons, but size is 5; leave size out"),
                arguments("[28, 28, 2]", "[28, 28]", "/network/populations/input/shape", "must be three numbers"),
                arguments(
                        "[28, 28, 2]",
                        "[10000, 10000, 2]",
                        "/network/populations/input/shape",
                        "has 200000000 neurons"),
                arguments(
                        "\"kernel\": [4, 3]",
                        "\"kernel\": [65537, 65537]",
                        "/network/connections/0/connectivity/kernel",
                        "at most 1024"),
                arguments(
                        "\"dilation\": [1, 2]",
                        "\"dilation\": [65536, 65536]",
                        "/network/connections/0/connectivity/dilation",
                        "at most 1024"),
                arguments(
                        "\"to\": \"conv\",",
                        "\"to\": \"conv\", \"delay\": {\"uniform\": {\"min\": 1, \"max\": 2}},",
                        "/network/connections/0/delay",
                        "must be one number for all synapses of a conv2d connection"),
                arguments(
                        "{\"constant\": {\"value\": 1}}",
                        "{\"normal\": {\"mean\": 1, \"sd\": 1}}",
                        "/network/connections/1/weight",
                        "must be {\"constant\": ...}"),
                arguments(
                        "\"epochs\": 1,",
                        "\"epochs\": 1, \"regularisation\": {\"conv\": {\"target\": 10, \"silentNeurons\":"
                                + " {\"addToWeights\": 0.1}}},",
                        "/training/regularisation/conv/silentNeurons",
                        "share theirs"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNamedByPointerAndRemedy(String valid, String broken, String pointer, String message) {
        assertThat(VALID).contains(valid);
        InvalidSpecException refused = catchThrowableOfType(
                InvalidSpecException.class, () -> JobSpecParser.parse(VALID.replace(valid, broken)));
        assertThat(refused.errors()).anySatisfy(error -> {
            assertThat(error.pointer()).isEqualTo(pointer);
            assertThat(error.message()).contains(message);
        });
    }
}
