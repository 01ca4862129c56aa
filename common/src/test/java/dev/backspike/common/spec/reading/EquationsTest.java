package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Neuron models as job specifications give them. */
class EquationsTest {

    private static final String MODEL = """
            {"type": "equations", "state": {"V": 0, "A": "a0"}, "inputs": ["I", "gate"],
             "parameters": {"tauMem": 20, "a0": 0.1, "theta": {"initial": 1, "learnable": true, "min": 0.5, "max": 2}},
             "dynamics": {"V": "(-V + I * (1 + gate)) / tauMem", "A": "-A / 100"},
             "threshold": "V - theta - A", "reset": {"V": "0", "A": "A + 1"}, "refractory": 2}""";

    private static String job(String neuron) {
        return """
                {
                  "name": "neuron",
                  "dataset": {"type": "yin-yang"},
                  "network": {
                    "duration": 60, "solver": "event",
                    "populations": {
                      "input": {"neuron": "input"},
                      "hidden": {"neuron": %s, "size": 3},
                      "output": {"neuron": "li"}
                    },
                    "connections": [
                      {"from": "input", "to": "hidden", "weight": {"constant": {"value": 1}}},
                      {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}
                    ]
                  },
                  "training": {"epochs": 1, "batchSize": 1, "loss": "sum-voltage",
                    "optimiser": {"type": "adam", "learningRate": 0.001}}
                }""".formatted(neuron);
    }

    private static NeuronSpec.Equations hidden(JobSpec job) {
        return (NeuronSpec.Equations) job.network().population("hidden").neuron();
    }

    private static ParameterSpec parameter(NeuronSpec.Equations model, String name) {
        return Objects.requireNonNull(model.parameters().get(name));
    }

    @Test
    void aModelIsReadAsItIsWritten() {
        NeuronSpec.Equations model = hidden(JobSpecParser.parse(job(MODEL)));
        assertThat(model.state()).containsEntry("V", "0").containsEntry("A", "a0");
        assertThat(model.inputs()).containsExactly("I", "gate");
        assertThat(model.parameters().get("tauMem")).isEqualTo(ParameterSpec.fixed(20));
        assertThat(parameter(model, "theta").learnable()).isTrue();
        assertThat(model.threshold()).isEqualTo("V - theta - A");
        assertThat(model.refractory()).isEqualTo(2);
    }

    @Test
    void theResolvedSpecificationIsReadBackAsTheSame() {
        JobSpec job = JobSpecParser.parse(job(MODEL));
        JsonMapper json = new JsonMapper();
        assertThat(JobSpecParser.parse(json.writeValueAsString(job))).isEqualTo(job);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyModelOfTheLibraryIsValidAndTakesOtherParameters(String name) {
        NeuronSpec.Equations model =
                Objects.requireNonNull(NeuronLibrary.models().get(name));
        String parameter = model.parameters().keySet().iterator().next();
        double value = parameter(model, parameter).value() * 1.01;
        String receptor = model.inputs().getFirst();
        String job = job("{\"type\": \"%s\", \"parameters\": {\"%s\": %s}}".formatted(name, parameter, value))
                .replace("\"to\": \"hidden\",", "\"to\": \"hidden\", \"receptor\": \"" + receptor + "\",");
        assertThat(hidden(JobSpecParser.parse(job)).parameters().get(parameter)).isEqualTo(ParameterSpec.fixed(value));
    }

    @Test
    void aParameterThatANamedModelDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> JobSpecParser.parse(job("{\"type\": \"adlif\", \"parameters\": {\"c\": 1}}")))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class,
                        e -> assertThat(e.errors())
                                .containsExactly(
                                        new SpecError(
                                                "/network/populations/hidden/neuron/parameters/c",
                                                "is not a parameter of adlif neurons, which have tauMem, tauAdapt, theta, a, b")));
    }

    static Set<String> names() {
        return NeuronLibrary.models().keySet();
    }

    /** Each row changes the model in one place; the error names the place and the remedy. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
                    (-V + I * (1 + gate)) / tauMem | (-V + J) / tauMem  | dynamics/V     | mentions J; known names
                    (-V + I * (1 + gate)) / tauMem | (-V + I / tauMem   | dynamics/V     | column 17: expected ")"
                    (-V + I * (1 + gate)) / tauMem | exp(V, I)          | dynamics/V     | exp takes 1 argument
                    (-V + I * (1 + gate)) / tauMem | 1 / V              | dynamics/V     | is Infinity at the initial state
                    "A": "-A / 100"                | "B": "1"           | dynamics/A     | is required
                    "A": "-A / 100"                | "A": "1", "B": "1" | dynamics/B     | is not a state
                    V - theta - A                  | theta - 2          | threshold      | mentions no state
                    V - theta - A                  | V + theta - A      | threshold      | it must start below 0
                    V - theta - A                  | I - theta          | threshold      | mentions I
                    "V": "0", "A": "A + 1"         | "A": "A"           | reset          | would spike without end
                    "V": "0", "A": "A + 1"         | "V": "V + 0.1"     | reset          | would spike without end
                    "V": "0", "A"                  | "W": "0", "A"      | reset/W        | is not a state
                    "a0"                           | "V + 1"            | state/A        | mentions V
                    "tauMem": 20                   | "tau mem": 20, "tauMem": 20 | parameters | has the name "tau mem"
                    "tauMem": 20                   | "exp": 20, "tauMem": 20     | parameters | not that of a function
                    "tauMem": 20                   | "V": 20, "tauMem": 20       | parameters | which is taken
                    "max": 2                       | "max": 0.2         | parameters/theta/max | must be at least min
                    "tauMem": 20                   | "tauMem": "20"     | parameters/tauMem    | must be a number
                    "refractory": 2                | "refractory": -1   | refractory     | at least 0
                    "gate"                         | 3                  | inputs         | must be an array of strings
                    """)
    void anErrorNamesThePlace(String valid, String broken, String place, String message) {
        assertThat(MODEL).contains(valid);
        assertThatThrownBy(() -> JobSpecParser.parse(job(MODEL.replace(valid, broken))))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class,
                        e -> assertThat(e.errors()).anySatisfy(error -> {
                            assertThat(error.pointer()).isEqualTo("/network/populations/hidden/neuron/" + place);
                            assertThat(error.message()).contains(message);
                        }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "loss": "sum-voltage" | "loss": "max-voltage"    | /training/loss                   | max-voltage
                    "to": "hidden",       | "to": "hidden", "receptor": "J", | /network/connections/0/receptor | which have I, gate
                    {"constant": {"value": 1}} | {"kaiming": {"inputRateHz": 10}} | /network/connections/0/weight | cannot be kaiming
                    """)
    void whatDoesNotGoWithEquationsIsRefused(String valid, String broken, String pointer, String message) {
        assertThat(job(MODEL)).contains(valid);
        assertThatThrownBy(() -> JobSpecParser.parse(job(MODEL).replace(valid, broken)))
                .isInstanceOfSatisfying(
                        InvalidSpecException.class,
                        e -> assertThat(e.errors())
                                .extracting(SpecError::pointer, SpecError::message)
                                .anySatisfy(
                                        error -> assertThat(error.toString()).contains(pointer, message)));
    }

    @Test
    void onTheClockSolverTheRefractoryTimeIsAMultipleOfTheStep() {
        String clock = job(MODEL).replace("\"solver\": \"event\"", "\"solver\": \"clock\"");
        JobSpecParser.parse(clock);
        assertThatThrownBy(() -> JobSpecParser.parse(clock.replace("\"refractory\": 2", "\"refractory\": 2.5")))
                .hasMessageContaining("/network/populations/hidden/neuron/refractory")
                .hasMessageContaining("must be a multiple of dt");
    }
}
