package dev.backspike.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SolverRulesTest {

    @Test
    void theClockSolverTakesOneSynapticTimeConstantPerSpikingPopulation() {
        assertThatThrownBy(() -> JobSpecParser.parse(recurrent("clock", 7)))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/network/connections/1/tauSyn must be 5.0")
                .hasMessageContaining("event solver takes several");
        assertThat(JobSpecParser.parse(recurrent("clock", 5)).network().connections())
                .hasSize(3);
    }

    @Test
    void theEventSolverTakesSeveral() {
        assertThat(JobSpecParser.parse(recurrent("event", 7)).network().connections())
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-320", "1e-12", "1e9"})
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
