package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.Batch;
import dev.backspike.engine.BatchOutcome;
import dev.backspike.engine.Blocks;
import dev.backspike.engine.EngineOptions;
import dev.backspike.engine.EngineState;
import dev.backspike.engine.SpikeCounts;
import dev.backspike.engine.network.InitialState;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Of the neurons of the population hidden, only neuron 1 spikes. */
class SilentNeuronsTest {

    private static final int HIDDEN = 3;

    @Test
    void addsToAllWeightsIntoSilentNeuronsAndToNoOthers() {
        Revived revived = revive("{\"addToWeights\": 0.25}", "dense", 1);
        for (int c = 0; c < 3; c++) {
            double[] before = revived.before.get(c);
            double[] after = revived.after.get(c);
            for (int k = 0; k < before.length; k++) {
                boolean intoSilent = c < 2 && k % HIDDEN != 1;
                assertThat(after[k]).isEqualTo(before[k] + (intoSilent ? 0.25 : 0));
            }
        }
    }

    @Test
    void leavesConnectionsFromOtherPopulationsAlone() {
        Revived revived = revive("{\"addToWeights\": 0.25, \"from\": \"input\"}", "dense", 1);
        assertThat(revived.after.getFirst()).isNotEqualTo(revived.before.getFirst());
        for (int c = 1; c < 3; c++) {
            assertThat(revived.after.get(c)).isEqualTo(revived.before.get(c));
        }
    }

    @Test
    void redrawsThemFromTheInitialiser() {
        Revived revived = revive("{\"redraw\": true}", "dense", 1);
        double[] before = revived.before.getFirst();
        double[] after = revived.after.getFirst();
        for (int k = 0; k < before.length; k++) {
            if (k % HIDDEN == 1) {
                assertThat(after[k]).isEqualTo(before[k]);
            } else {
                assertThat(after[k]).isNotEqualTo(before[k]).isBetween(2.0, 3.0);
            }
        }
        assertThat(revived.after.getLast()).isEqualTo(revived.before.getLast());
    }

    @Test
    void whatIsDrawnDependsOnTheEpochAndTheConnectionAlone() {
        double[] first = revive("{\"redraw\": true}", "dense", 1).after.getFirst();
        assertThat(revive("{\"redraw\": true}", "dense", 1).after.getFirst()).isEqualTo(first);
        assertThat(revive("{\"redraw\": true}", "dense", 2).after.getFirst()).isNotEqualTo(first);
    }

    @Test
    void absentSynapsesStayAbsent() {
        for (String rule : List.of("{\"addToWeights\": 0.25}", "{\"redraw\": true}")) {
            Revived revived = revive(rule, "{\"type\": \"fixed-probability\", \"probability\": 0.5}", 1);
            double[] before = revived.before.getFirst();
            double[] after = revived.after.getFirst();
            int absent = 0;
            for (int k = 0; k < before.length; k++) {
                if (before[k] == 0) {
                    absent++;
                    assertThat(after[k]).isZero();
                } else if (k % HIDDEN != 1) {
                    assertThat(after[k]).isNotEqualTo(before[k]);
                }
            }
            assertThat(absent).isBetween(1, before.length - 1);
        }
    }

    @Test
    void aSpikeInAnyBatchOfTheEpochCounts() {
        Setup setup = setup("{\"addToWeights\": 0.25}", "dense");
        setup.silent.add(outcome(new int[] {0, 4, 0}));
        setup.silent.add(outcome(new int[] {1, 0, 0}));
        Map<String, Double> values = new TreeMap<>();
        setup.silent.putInto(values);
        assertThat(values).containsExactly(Map.entry("train.silentNeurons.hidden", 1.0));
        setup.silent.revive(setup.engine, 1);
        setup.silent.putInto(values);
        assertThat(values).containsEntry("train.silentNeurons.hidden", 3.0); // the next epoch begins
    }

    private record Revived(List<double[]> before, List<double[]> after) {}

    private record Setup(SilentNeurons silent, FakeEngine engine) {}

    private static Revived revive(String rule, String connectivity, int epoch) {
        Setup setup = setup(rule, connectivity);
        EngineState before = setup.engine.state();
        setup.silent.add(outcome(new int[] {0, 4, 0}));
        setup.silent.revive(setup.engine, epoch);
        assertThat(setup.engine.state().updates()).isEqualTo(before.updates());
        return new Revived(values(before), values(setup.engine.state()));
    }

    private static List<double[]> values(EngineState state) {
        return state.parameters().stream().map(t -> ((Tensor.F64) t).values()).toList();
    }

    private static BatchOutcome outcome(int[] hidden) {
        return new BatchOutcome(
                new Blocks(1), new double[1], 0, new long[3], new SpikeCounts(1, new int[][] {{}, hidden, {}}));
    }

    private static Setup setup(String rule, String connectivity) {
        JobSpec spec = JobSpecParser.parse(
                """
                {"dataset": {"type": "yin-yang"},
                 "network": {"duration": 60,
                   "populations": {"input": {"neuron": "input", "size": 5}, "hidden": {"neuron": "lif", "size": 3},
                                   "output": {"neuron": "li", "size": 3}},
                   "connections": [
                     {"from": "input", "to": "hidden", "connectivity": %s,
                      "weight": {"uniform": {"min": 2, "max": 3}}},
                     {"from": "hidden", "to": "hidden", "weight": {"uniform": {"min": 2, "max": 3}}},
                     {"from": "hidden", "to": "output", "weight": {"uniform": {"min": 2, "max": 3}}}]},
                 "training": {"epochs": 9, "loss": "sum-voltage", "optimiser": "adam",
                   "regularisation": {"hidden": {"target": 1, "silentNeurons": %s}}}}
                """.formatted(connectivity.startsWith("{") ? connectivity : '"' + connectivity + '"', rule));
        Network network = Network.of(spec.network());
        InitialState initial = Initialisers.draw(network, 1);
        FakeEngine engine = new FakeEngine(new EngineOptions(network, spec.training(), initial, 1), Batch::size);
        return new Setup(new SilentNeurons(spec.training(), network, initial), engine);
    }
}
