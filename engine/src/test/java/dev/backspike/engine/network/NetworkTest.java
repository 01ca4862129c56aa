package dev.backspike.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.reading.JobSpecParser;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkTest {

    /** Of every kind of parameter some, and two connections between one pair. */
    private static final Network NETWORK = network("""
        {"from": "input", "to": "hidden", "weight": {"constant": {"value": 2}},
         "connectivity": {"type": "fixed-probability", "probability": 0.1},
         "delay": {"initial": {"uniform": {"min": -50, "max": 50}}, "learnable": true, "max": 30}},
        {"from": "input", "to": "hidden", "tauSyn": {"gamma": {"shape": 3, "mean": 8}},
         "weight": {"kaiming": {"gain": 0.5, "inputRateHz": 20}}},
        {"from": "hidden", "to": "hidden", "weight": {"normal": {"mean": 0, "sd": 1}}, "connectivity": "one-to-one"},
        {"from": "hidden", "to": "output", "weight": {"constant": {"value": 1}}}
        """);

    @Test
    void furtherConnectionsOfAPairAreNumbered() {
        assertThat(NETWORK.connections())
                .extracting(Connection::name)
                .containsExactly("input->hidden", "input->hidden#2", "hidden->hidden", "hidden->output");
    }

    @Test
    void parametersAreWeightsThenDelaysThenTimeConstants() {
        assertThat(NETWORK.parameters())
                .extracting(Parameter::name)
                .containsExactly(
                        "input->hidden.weight",
                        "input->hidden#2.weight",
                        "hidden->hidden.weight",
                        "hidden->output.weight",
                        "input->hidden.delay",
                        "input->hidden#2.tauSyn",
                        "hidden.tauMem");
        // weights and delays of the first connection, other weights, tauMem; tauSyn stays as drawn
        assertThat(NETWORK.trainable()).isEqualTo(5 * 400 * 2 + 5 * 400 + 400 * 400 + 400 * 3 + 400);
    }

    @Test
    void individualValuesStayWithinTheirBounds() {
        double[] delays = values("input->hidden.delay");
        assertThat(delays).hasSize(2000);
        assertThat(Arrays.stream(delays).min().orElseThrow()).isEqualTo(0);
        assertThat(Arrays.stream(delays).max().orElseThrow()).isEqualTo(30);
    }

    @Test
    void gammaHasItsMeanAndShape() {
        double[] taus = values("hidden.tauMem");
        double mean = Arrays.stream(taus).average().orElseThrow();
        double variance =
                Arrays.stream(taus).map(t -> (t - mean) * (t - mean)).average().orElseThrow();
        // shape 4, mean 20: sd 10, so the mean of 400 lies within 4 x 0.5; variance mean^2 / shape
        assertThat(mean).isCloseTo(20, within(2.0));
        assertThat(variance).isCloseTo(100, within(45.0));
    }

    @Test
    void kaimingLetsVoltagesFluctuateByTheGain() {
        double[] weights = values("input->hidden#2.weight");
        double deviation =
                Math.sqrt(Arrays.stream(weights).map(w -> w * w).average().orElseThrow());
        // N rate int kappa^2 = 5 x 0.02/ms x 8^2 / (2 (20 + 8)) with the means of the time constants
        assertThat(deviation).isCloseTo(0.5 / Math.sqrt(5 * 0.02 * 64 / 56), within(0.05));
    }

    @Test
    void absentSynapsesHaveNoWeight() {
        InitialState state = Initialisers.draw(NETWORK, 1);
        Synapses synapses = state.synapses().getFirst();
        double[] weights = values("input->hidden.weight");
        for (int k = 0; k < weights.length; k++) {
            assertThat(weights[k]).isEqualTo(synapses.has(k) ? 2 : 0);
        }
        // binomial(2000, 0.1): 200 +- 4 x 13.4
        assertThat(synapses.count()).isBetween(146, 254);
        assertThat(targets(Initialisers.draw(NETWORK, 1))).isEqualTo(targets(state));
        assertThat(targets(Initialisers.draw(NETWORK, 2))).isNotEqualTo(targets(state));
    }

    private static List<Integer> targets(InitialState state) {
        Synapses synapses = state.synapses().getFirst();
        return IntStream.range(0, NETWORK.connections().getFirst().from().size())
                .boxed()
                .flatMap(from -> IntStream.range(synapses.begin(from), synapses.end(from))
                        .mapToObj(synapse -> synapses.target(from, synapse)))
                .toList();
    }

    @Test
    void oneToOneIsTheDiagonal() {
        double[] weights = values("hidden->hidden.weight");
        for (int k = 0; k < weights.length; k++) {
            assertThat(weights[k] != 0).isEqualTo(k / 400 == k % 400);
        }
    }

    private static double[] values(String name) {
        List<Tensor.F64> all = Initialisers.draw(NETWORK, 1).parameters();
        return all.stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow()
                .values();
    }

    private static Network network(String connections) {
        return Network.of(JobSpecParser.parse("""
            {"dataset": "yin-yang",
             "network": {"duration": 60, "solver": "event",
               "populations": {"input": {"neuron": "input", "size": 5},
                 "hidden": {"neuron": {"type": "lif",
                   "tauMem": {"initial": {"gamma": {"shape": 4, "mean": 20}}, "learnable": true}}, "size": 400},
                 "output": {"neuron": "li", "size": 3}},
               "connections": [%s]},
             "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"}}
            """.formatted(connections)).network());
    }
}
