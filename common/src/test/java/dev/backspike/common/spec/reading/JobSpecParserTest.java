package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.OptimiserSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.common.spec.ResourcesSpec;
import dev.backspike.common.spec.ScheduleSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strict about names and types, generous with defaults, and all errors at once. */
class JobSpecParserTest {

    static final String VALID = """
            {
              "dataset": "yin-yang",
              "network": {
                "duration": 60, "solver": "event",
                "populations": {
                  "input": {"neuron": "input"},
                  "hidden": {"neuron": "lif", "size": 30},
                  "output": {"neuron": {"type": "lif", "tauMem": 10}}
                },
                "connections": [
                  {"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.8}}},
                  {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}
                ]
              },
              "training": {"epochs": 3, "loss": "first-spike", "optimiser": "adam"}
            }""";

    @Test
    void defaultsFillInWhatIsLeftOut() {
        JobSpec spec = JobSpecParser.parse(VALID);

        assertThat(spec.name()).isEqualTo("unnamed");
        assertThat(spec.priority()).isZero();
        assertThat(spec.resources().device()).isEqualTo(ResourcesSpec.Device.AUTO);
        assertThat(spec.training().batchSize()).isEqualTo(32);
        assertThat(spec.training().optimiser())
                .isEqualTo(new OptimiserSpec.Adam(1e-3, 0.9, 0.999, 1e-8, new ScheduleSpec.Constant()));
        assertThat(spec.network().population("hidden").neuron()).isEqualTo(new NeuronSpec.Lif(20, 1, 0));
        assertThat(spec.network().population("output").neuron()).isEqualTo(new NeuronSpec.Lif(10, 1, 0));
        assertThat(spec.network().population("input").size()).isNull();
        assertThat(spec.network().connections().getFirst().tauSyn()).isEqualTo(ParameterSpec.fixed(5));
    }

    @Test
    void populationsKeepTheOrderOfTheDocument() {
        assertThat(JobSpecParser.parse(VALID).network().populations().keySet())
                .containsExactly("input", "hidden", "output");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        "\"epochs\": 3",
                        "\"epochs\": 3, \"epoch\": 4",
                        "/training/epoch",
                        "known fields: augmentation, batchSize, checkpoint, earlyStopping, epochs"),
                fault("\"epochs\": 3", "\"epochs\": \"3\"", "/training/epochs", "must be a whole number, was \"3\""),
                fault("\"epochs\": 3", "\"epochs\": 3.5", "/training/epochs", "must be a whole number"),
                fault("\"epochs\": 3", "\"epochs\": 0", "/training/epochs", "must be at least 1"),
                fault("\"epochs\": 3", "\"epochs\": 3000000000", "/training/epochs", "at most 2147483647"),
                fault("\"epochs\": 3", "\"epochs\": true", "/training/epochs", "must be a whole number"),
                fault("\"epochs\": 3,", "", "/training/epochs", "is required"),
                fault("\"size\": 30", "\"size\": -30", "/network/populations/hidden/size", "must be at least 1"),
                fault("\"duration\": 60", "\"duration\": -1", "/network/duration", "must be greater than 0"),
                fault("\"duration\": 60", "\"duration\": 1e999", "/network/duration", "must be"),
                fault("\"duration\": 60", "\"duration\": 29", "/network/duration", "shorter than the data"),
                fault("\"solver\": \"event\"", "\"solver\": \"exact\"", "/network/solver", "one of clock, event"),
                fault(
                        "\"solver\": \"event\"",
                        "\"solver\": \"clock\", \"dt\": 7",
                        "/network/duration",
                        "multiple of dt"),
                fault("\"yin-yang\"", "\"ying\"", "/dataset/type", "must be one of idx, shd-hdf5, yin-yang"),
                fault("\"yin-yang\"", "{}", "/dataset/type", "is required"),
                fault("\"yin-yang\"", "7", "/dataset", "must be an object"),
                fault(
                        "{\"type\": \"lif\", \"tauMem\": 10}",
                        "{\"type\": \"lif\", \"tauMem\": 0}",
                        "/network/populations/output/neuron/tauMem",
                        "greater than 0"),
                fault(
                        "{\"type\": \"lif\", \"tauMem\": 10}",
                        "{\"type\": \"lif\", \"vReset\": 1}",
                        "/network/populations/output/neuron/vReset",
                        "must be less than vThresh"),
                fault("{\"constant\": {\"value\": 1}}", "{}", "/network/connections/1/weight", "exactly one of"),
                fault(
                        "{\"constant\": {\"value\": 1}}",
                        "{\"c/d~\": 1}",
                        "/network/connections/1/weight/c~1d~0",
                        "known kind"),
                fault("{\"constant\": {\"value\": 1}}", "3", "/network/connections/1/weight", "must be an object"),
                fault(
                        "{\"constant\": {\"value\": 1}}",
                        "{\"uniform\": {\"min\": 2, \"max\": 1}}",
                        "/network/connections/1/weight/uniform/max",
                        "must be at least min"),
                fault(
                        "\"tauMem\": 10",
                        "\"tauMem\": {\"initial\": 10, \"learnable\": 1}",
                        "/network/populations/output/neuron/tauMem/learnable",
                        "must be true or false"),
                fault(
                        "\"tauMem\": 10",
                        "\"tauMem\": {\"initial\": 10, \"learnable\": true, \"min\": 20, \"max\": 10}",
                        "/network/populations/output/neuron/tauMem/max",
                        "must be at least min"),
                fault(
                        "\"tauMem\": 10",
                        "\"tauMem\": {\"kaiming\": {\"inputRateHz\": 1}}",
                        "/network/populations/output/neuron/tauMem/kaiming",
                        "known kind"),
                fault(
                        "\"tauMem\": 10",
                        "\"tauMem\": 10, \"refractory\": -1",
                        "/network/populations/output/neuron/refractory",
                        "must be at least 0"),
                fault(
                        "\"from\": \"hidden\"",
                        "\"connectivity\": \"sparse\", \"from\": \"hidden\"",
                        "/network/connections/1/connectivity/type",
                        "must be one of average-pool2d, conv2d, dense, fixed-probability, one-to-one, sum-pool2d"),
                fault(
                        "\"from\": \"hidden\"",
                        "\"delay\": -2, \"from\": \"hidden\"",
                        "/network/connections/1/delay",
                        "must be at least 0"),
                fault(
                        "\"epochs\": 3",
                        "\"epochs\": 3, \"regularisation\": {\"input\": {\"target\": 3}}",
                        "/training/regularisation/input",
                        "is not the name of a population of spiking neurons"),
                fault(
                        "\"epochs\": 3",
                        "\"epochs\": 3, \"regularisation\": {\"hidden\": {\"target\": 3, \"silentNeurons\": {}}}",
                        "/training/regularisation/hidden/silentNeurons/addToWeights",
                        "exactly one of the two"),
                fault(
                        "\"epochs\": 3",
                        "\"epochs\": 3, \"regularisation\": {\"hidden\": {\"target\": 3, "
                                + "\"silentNeurons\": {\"redraw\": true, \"from\": \"output\"}}}",
                        "/training/regularisation/hidden/silentNeurons/from",
                        "must be a population with a connection to hidden"),
                fault(
                        "\"epochs\": 3",
                        "\"epochs\": 3, \"earlyStopping\": {\"series\": \"test.loss\", \"patience\": 2}",
                        "/training/earlyStopping/series",
                        "must be one of train.accuracy, train.loss, validation.accuracy, validation.loss"),
                fault(
                        "\"epochs\": 3",
                        "\"epochs\": 3, \"initialFrom\": {\"job\": \"j1\", \"file\": \"a.nir\"}",
                        "/training/initialFrom",
                        "must name a job or a file, not both"),
                fault("\"epochs\": 3", "\"epochs\": 3, \"initialFrom\": {}", "/training/initialFrom/job", "required"),
                fault(
                        "\"epochs\": 3",
                        "\"epochs\": 3, \"gradients\": {\"clipNorm\": 0}",
                        "/training/gradients/clipNorm",
                        "must be greater than 0"),
                fault(
                        "\"from\": \"hidden\"",
                        "\"from\": \"hiden\"",
                        "/network/connections/1/from",
                        "there are input, hidden"),
                fault("\"to\": \"output\"", "\"to\": \"input\"", "/network/connections/1/to", "takes no connections"),
                fault("\"to\": \"hidden\"", "\"to\": \"output\"", "/network/populations/hidden", "is not reached"),
                fault(
                        "{\"type\": \"lif\", \"tauMem\": 10}",
                        "\"li\"",
                        "/training/loss/type",
                        "needs a readout of lif neurons"),
                fault("\"hidden\": {", "\"hid.den\": {", "/network/populations/hid.den", "not a usable name"),
                fault("\"dataset\"", "\"name\": \"a\\u0000b\", \"dataset\"", "/name", "U+0000 (NULL)"),
                fault("\"dataset\"", "\"name\": \"a\\ud800b\", \"dataset\"", "/name", "U+D800"),
                fault(
                        "\"dataset\"",
                        "\"name\": \"a\\u202eb\", \"dataset\"",
                        "/name",
                        "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
                fault("\"hidden\": {", "\"hid\\u200bden\": {", "/network/populations/hid\u200bden", "ZERO WIDTH SPACE"),
                fault(
                        "\"dataset\"",
                        "\"labels\": {\"a\": \"b\\u2066\"}, \"dataset\"",
                        "/labels/a",
                        "U+2066 (LEFT-TO-RIGHT ISOLATE)"),
                fault("\"dataset\"", "\"labels\": {\"a=b\": \"c\"}, \"dataset\"", "/labels/a=b", "not a usable label"),
                fault(
                        "{\"constant\": {\"value\": 1}}",
                        "{\"normal\": {\"mean\": 0, \"sd\": 1.5e308}}",
                        "/network/connections/1/weight/normal/sd",
                        "must be at least 0 and at most 1000000000, was 1.5E308: beyond that, single-precision"),
                fault(
                        "{\"constant\": {\"value\": 1}}",
                        "{\"constant\": {\"value\": -1e10}}",
                        "/network/connections/1/weight/constant/value",
                        "must be at least -1000000000 and at most 1000000000, was -10000000000"),
                fault(
                        "\"tauMem\": 10",
                        "\"tauMem\": 1e-12",
                        "/network/populations/output/neuron/tauMem",
                        "must be at least 1.0E-9 and at most 1000000000, was 1.0E-12: beyond that"),
                fault("\"duration\": 60", "\"duration\": 1e12", "/network/duration", "at most 1000000000"),
                fault("\"size\": 30", "\"size\": 2000000", "/network/populations/hidden/size", "fit into memory"),
                fault("\"epochs\": 3", "\"epochs\": 3, \"batchSize\": 2000000", "/training/batchSize", "at most"),
                fault(
                        "\"adam\"",
                        "{\"type\": \"adam\", \"schedule\": {\"type\": \"exponential\", \"factor\": 1e8}}",
                        "/training/optimiser/schedule/factor",
                        "raises the learning rate to 1.0E13 in the last epoch"),
                fault("\"duration\": 60", "\"duration\": 70000", "/training/loss/tau1", "exp(t / tau1) overflows"),
                fault("\"dataset\"", "\"labels\": [], \"dataset\"", "/labels", "must be an object"));
    }

    private static Arguments fault(String instead, String of, String pointer, String message) {
        return arguments(instead, of, pointer, message);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsNamedByPointerAndRemedy(String valid, String broken, String pointer, String message) {
        assertThat(VALID).contains(valid);

        assertThat(errorsOf(VALID.replace(valid, broken))).anySatisfy(error -> {
            assertThat(error.pointer()).isEqualTo(pointer);
            assertThat(error.message()).contains(message);
        });
    }

    @Test
    void aFaultInOneFieldIsOneError() {
        assertThat(errorsOf(VALID.replace("\"epochs\": 3", "\"epochs\": 0"))).hasSize(1);
        assertThat(errorsOf(VALID.replace("\"yin-yang\"", "\"ying\""))).hasSize(1);
        assertThat(errorsOf(VALID.replace("\"hidden\": {\"neuron\": \"lif\"", "\"hidden\": {\"neuron\": \"liff\"")))
                .hasSize(1);
    }

    @Test
    void allErrorsComeAtOnce() {
        String spec = VALID.replace("\"epochs\": 3", "\"epochs\": 0, \"batchSize\": \"x\"")
                .replace("\"size\": 30", "\"size\": 0, \"colour\": 1")
                .replace("\"dataset\"", "\"what\": 1, \"dataset\"");

        assertThat(errorsOf(spec))
                .extracting(SpecError::pointer)
                .containsExactlyInAnyOrder(
                        "/training/epochs",
                        "/training/batchSize",
                        "/network/populations/hidden/size",
                        "/network/populations/hidden/colour",
                        "/what");
    }

    @Test
    void anEmptyObjectLacksWhatIsRequired() {
        assertThat(errorsOf("{}"))
                .extracting(SpecError::pointer, SpecError::message)
                .contains(
                        tuple("/dataset", "is required; give one of idx, shd-hdf5, yin-yang"),
                        tuple("/network", "is required"),
                        tuple("/training", "is required"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "nonsense", "{} {}", "{\"name\": \"a\", \"name\": \"b\"}", "{\"name\": NaN}"})
    void whatIsNotJsonIsRefusedAsAWhole(String text) {
        assertThat(errorsOf(text))
                .singleElement()
                .extracting(SpecError::pointer)
                .isEqualTo("");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        assertThat(errorsOf("[".repeat(100_000)))
                .singleElement()
                .extracting(SpecError::pointer)
                .isEqualTo("");
    }

    private static List<SpecError> errorsOf(String json) {
        return assertThatExceptionOfType(InvalidSpecException.class)
                .isThrownBy(() -> JobSpecParser.parse(json))
                .actual()
                .errors();
    }
}
