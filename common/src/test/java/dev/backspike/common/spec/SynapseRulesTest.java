package dev.backspike.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SynapseRulesTest {

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
