package dev.backspike.common.spec.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SolverRulesTest {

    @Test
    void theClockSolverTakesOneSynapticTimeConstantPerSpikingPopulation() {
        assertThatThrownBy(() -> JobSpecParser.parse(recurrent("clock", 7)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/network/connections/1/tauSyn differs from that of another connection")
                .hasMessageContaining("/training/gradients/smallestSlope");
        assertThat(JobSpecParser.parse(recurrent("clock", 5)).network().connections())
                .hasSize(3);
    }

    @Test
    void withAClampTheClockSolverTakesSeveral() {
        String spec = recurrent("clock", 7)
                .replace("\"epochs\": 1,", "\"epochs\": 1, \"gradients\": {\"smallestSlope\": 0.01},");
        assertThat(JobSpecParser.parse(spec).network().connections()).hasSize(3);
    }

    @Test
    void refractoryTimeIsAMultipleOfDtForTheClockSolver() {
        String lif = "{\"type\": \"lif\", \"refractory\": 1.5}";
        assertThatThrownBy(() -> JobSpecParser.parse(recurrent("clock", 5).replace("\"lif\"", lif)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/network/populations/hidden/neuron/refractory must be a multiple of dt");
        assertThat(JobSpecParser.parse(recurrent("event", 5).replace("\"lif\"", lif)))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean-cross-entropy", "voltage-mse"})
    void aLossThatReadsVoltagesAtGridPointsNeedsAGrid(String loss) {
        String spec = recurrent("event", 5).replace("60", "60.5").replace("sum-voltage", loss);
        assertThatThrownBy(() -> JobSpecParser.parse(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/network/duration must be a multiple of dt (1.0) for a loss that reads");
    }

    @Test
    void theEventSolverTakesSeveral() {
        assertThat(JobSpecParser.parse(recurrent("event", 7)).network().connections())
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-9", "5e-6", "1e9"})
    void theClockSolverTakesOneToTenMillionSteps(String dt) {
        String spec = recurrent("clock", 5).replace("\"duration\"", "\"dt\": " + dt + ", \"duration\"");
        assertThatThrownBy(() -> JobSpecParser.parse(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/network/dt must divide the duration into 1 to 10000000 steps");
    }

    @Test
    void aTrialOutlastsItsLatestInputSpike() {
        String spec = recurrent("event", 5).replace("60", "30");
        assertThatThrownBy(() -> JobSpecParser.parse(spec))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/network/duration is shorter than the data");
    }

    private static String recurrent(String solver, int tauSyn) {
        return """
                {"dataset": "yin-yang",
                 "network": {"duration": 60, "solver": "%s",
                   "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 10},
                                   "output": {"neuron": "li"}},
                   "connections": [
                     {"from": "input", "to": "hidden", "tauSyn": 5, "weight": {"constant": {"value": 1}}},
                     {"from": "hidden", "to": "hidden", "tauSyn": %d, "weight": {"constant": {"value": 1}}},
                     {"from": "hidden", "to": "output", "tauSyn": 9, "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"}}
                """.formatted(solver, tauSyn);
    }
}
