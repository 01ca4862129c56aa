package dev.backspike.engine.model.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.model.nir.NirGraph.Edge;
import dev.backspike.engine.network.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NirImportTest {

    private final Map<String, NirNode> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    /**
     * Written by the Python package nir 1.0.8, in float32 and gzipped as it does: 4 -> 3 CubaLIF (recurrent, delayed by
     * 2 ms) -> 2 CubaLI, with r = 2 and w_in = 1 in the hidden layer.
     */
    @Test
    void importsWhatThePythonPackageWrites() throws IOException, URISyntaxException {
        Path file = Path.of(
                Objects.requireNonNull(getClass().getResource("python.nir")).toURI());
        NirModel.Imported model = NirModel.read(file, 1.0, 100.0, ModelUnits.OF_FORMAT);

        assertThat(model.network().duration()).isEqualTo(100);
        assertThat(model.network().populations().keySet()).containsExactly("input", "hidden", "read_out");
        assertThat(model.network().population("hidden").neuron()).isEqualTo(new NeuronSpec.Lif(20, 0.75, -0.25));
        assertThat(model.network().population("read_out").neuron()).isEqualTo(new NeuronSpec.Li(10));
        assertThat(model.network().connections())
                .extracting(ConnectionSpec::delay)
                .containsExactly(ParameterSpec.fixed(0), ParameterSpec.fixed(2), ParameterSpec.fixed(0));
        assertThat(model.network().connections())
                .extracting(ConnectionSpec::tauSyn)
                .containsExactly(ParameterSpec.fixed(5), ParameterSpec.fixed(5), ParameterSpec.fixed(8));
        assertThat(model.parameters())
                .extracting(Tensor::name)
                .containsExactly("input->hidden.weight", "hidden->hidden.weight", "hidden->read_out.weight");
        // the file's weight[to][from] is 0, 1, 2 ...; a jump is r w_in / tau_syn = 2 / 0.005 times that
        double[] jumps = {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11};
        assertThat(model.parameters().getFirst().shape()).containsExactly(4, 3);
        assertThat(model.parameters().getFirst().values())
                .containsExactly(Arrays.stream(jumps)
                        .map(w -> w * (2 * (1 / (double) 0.005f)))
                        .toArray());
    }

    @Test
    void aFileWithoutATrialLengthNeedsOne() throws IOException, URISyntaxException {
        Path file = Path.of(
                Objects.requireNonNull(getClass().getResource("python.nir")).toURI());
        assertThatThrownBy(() -> NirModel.read(file, 1.0, null, ModelUnits.OF_FORMAT))
                .isInstanceOf(NirException.class)
                .hasMessageContaining("length of a trial");
    }

    @Test
    void aWeightlessWayBetweenPopulationsIsRefused() {
        chain();
        nodes.put("d", new NirNode.Delay(new double[] {0.001, 0.001}));
        edges.add(new Edge("in", "d"));
        assertRefused("node d of type Delay cannot be imported because there is no Linear before or after it");
        edges.add(new Edge("d", "w"));
        edges.add(new Edge("d", "lif"));
        assertRefused("the edge d -> lif cannot be imported because there is no Linear between the two populations");
        edges.removeLast();
        assertThat(model().network().connections())
                .extracting(ConnectionSpec::delay)
                .containsExactly(ParameterSpec.fixed(0), ParameterSpec.fixed(1), ParameterSpec.fixed(0));
        edges.add(new Edge("lif", "lif"));
        assertRefused("the edge lif -> lif cannot be imported because there is no Linear between");
    }

    /** in -> two Delays -> one Delay -> two Delays -> ... -> w, so that each pair doubles the number of ways. */
    @Test
    void delaysThatBranchAndJoinManyTimesAreRefused() {
        chain();
        edges.removeFirst();
        String from = "in";
        for (int k = 0; k < 40; k++) {
            for (String side : List.of("left", "right", "joined")) {
                nodes.put(side + k, new NirNode.Delay(new double[] {0.001, 0.001}));
            }
            edges.add(new Edge(from, "left" + k));
            edges.add(new Edge(from, "right" + k));
            edges.add(new Edge("left" + k, "joined" + k));
            edges.add(new Edge("right" + k, "joined" + k));
            from = "joined" + k;
        }
        edges.add(new Edge(from, "w"));
        assertRefused("there are more than 10000 ways, or long ones, through nodes between populations and Linears");
    }

    @Test
    void aLinearBetweenTooManyPopulationsIsRefused() {
        chain();
        for (int k = 0; k < 40; k++) {
            nodes.put("lif" + k, cuba(0.02, 1));
            edges.add(new Edge("lif" + k, "v"));
            nodes.put("li" + k, cuba(0.02, 1));
            edges.add(new Edge("v", "li" + k));
        }
        assertRefused("node v of type Linear joins 41 populations with 41; a model can have at most 1000 connections");
    }

    @Test
    void delaysInARowAddUpAndCirclesAreRefused() {
        chain();
        nodes.put("d", new NirNode.Delay(new double[] {0.001, 0.003}));
        nodes.put("e", new NirNode.Delay(new double[] {0.002, 0.002}));
        edges.set(0, new Edge("in", "d"));
        edges.add(1, new Edge("d", "e"));
        edges.add(2, new Edge("e", "w"));
        NirModel.Imported model = model();
        assertThat(model.parameters())
                .filteredOn(t -> t.name().equals("in->lif.delay"))
                .singleElement()
                .extracting(Tensor.F64::values)
                .isEqualTo(new double[] {3, 3, 5, 5});
        edges.add(new Edge("e", "d"));
        assertRefused("is in a circle of Delay nodes");
    }

    @Test
    void graphsThatAreNoNetworkHereAreRefusedByNodeOrEdge() {
        chain();
        edges.set(1, new Edge("w", "v"));
        assertRefused("the edge w -> v cannot be imported because there is no population between the two Linear nodes");

        chain();
        edges.add(new Edge("out", "w"));
        assertRefused("the edge out -> w cannot be imported because an Output has no outgoing edges");

        chain();
        edges.add(new Edge("li", "w"));
        assertRefused("the edge li -> w cannot be imported because a CubaLI has no spikes to send");

        chain();
        edges.set(4, new Edge("lif", "out"));
        assertRefused("readout here is the one population from which no connection leads to another");

        chain();
        edges.add(new Edge("lif", "out"));
        assertRefused("node out of type Output must follow exactly one neuron; it follows li (CubaLI), lif (CubaLIF)");

        chain();
        nodes.put("second", new NirNode.Input(2));
        edges.add(new Edge("second", "v"));
        assertRefused("node second of type Input is one of 2 inputs and has 0 Linear nodes to lif");

        chain();
        nodes.put("w", new NirNode.Linear(new double[2][3]));
        assertRefused("node in of type Input has the shape [2], while the Linear beside it has 3 values");

        chain();
        nodes.put("lonely", cuba(0.02, 1));
        assertRefused("node lonely is not connected to any other node");

        chain();
        edges.set(0, new Edge("lif", "w"));
        edges.add(new Edge("in", "v"));
        assertRefused("node lif of type CubaLIF is not reached from an Input");

        chain();
        edges.removeFirst();
        nodes.remove("in");
        assertRefused("there must be an Input node; there is none");
    }

    @Test
    void neuronsThatDifferWhereOursDoNotAreRefusedByNode() {
        double[] two = {1, 1};
        chain();
        nodes.put("li", new NirNode.Cuba(two, two, two, new double[] {0, 0.1}, two, null));
        assertRefused("node li of type CubaLI: v_leak must be 0 for a readout, was 0.1");

        chain();
        nodes.put(
                "lif",
                new NirNode.Cuba(
                        two, two, two, new double[2], two, new NirNode.Spiking(new double[] {1, 2}, new double[] {-1, -1
                        })));
        assertRefused("node lif of type CubaLIF: v_reset must be the same part of v_threshold for all neurons of a"
                + " population, was -1.0 at index 0 and -0.5 at index 1");

        chain();
        nodes.put("lif", cuba(0.02, 0));
        assertRefused("node lif of type CubaLIF: v_threshold must be above v_leak and above v_reset, was 0.0 where"
                + " v_leak is 0.0 and v_reset 0.0");
    }

    @Test
    void neuronsWithTimeConstantsOfTheirOwnKeepThem() {
        double[] two = {1, 1};
        chain();
        nodes.put(
                "li",
                new NirNode.Cuba(
                        new double[] {0.004, 0.005},
                        new double[] {0.01, 0.02},
                        two,
                        new double[2],
                        new double[] {0.004, 0.005},
                        null));
        NirModel.Imported model = model();
        assertThat(model.parameters())
                .filteredOn(t -> !t.name().endsWith(".weight"))
                .extracting(Tensor.F64::name, t -> Arrays.toString(t.values()))
                .containsExactly(tuple("lif->li.tauSyn", "[4.0, 5.0]"), tuple("li.tauMem", "[10.0, 20.0]"));
    }

    /** in -> w -> lif -> v -> li -> out, two neurons each. */
    private void chain() {
        nodes.clear();
        edges.clear();
        nodes.put("in", new NirNode.Input(2));
        nodes.put("w", new NirNode.Linear(new double[][] {{1, 2}, {3, 4}}));
        nodes.put("lif", cuba(0.02, 1));
        nodes.put("v", new NirNode.Linear(new double[][] {{1, 2}, {3, 4}}));
        nodes.put(
                "li",
                new NirNode.Cuba(
                        new double[] {0.005, 0.005},
                        new double[] {0.01, 0.01},
                        new double[] {1, 1},
                        new double[2],
                        new double[] {0.005, 0.005},
                        null));
        nodes.put("out", new NirNode.Output(2));
        for (String[] edge : new String[][] {{"in", "w"}, {"w", "lif"}, {"lif", "v"}, {"v", "li"}, {"li", "out"}}) {
            edges.add(new Edge(edge[0], edge[1]));
        }
    }

    private static NirNode.Cuba cuba(double tauMem, double threshold) {
        double[] ones = {1, 1};
        return new NirNode.Cuba(
                new double[] {0.005, 0.005},
                new double[] {tauMem, tauMem},
                ones,
                new double[2],
                new double[] {0.005, 0.005},
                new NirNode.Spiking(new double[] {threshold, threshold}, new double[2]));
    }

    private NirModel.Imported model() {
        return new NirImport(new NirGraph(nodes, edges, Map.of()), 1, 100, ModelUnits.OF_FORMAT, new NirProblems())
                .model();
    }

    private void assertRefused(String problem) {
        assertThatThrownBy(this::model).isInstanceOf(NirException.class).hasMessageContaining(problem);
    }
}
