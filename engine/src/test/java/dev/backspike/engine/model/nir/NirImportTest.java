package dev.backspike.engine.model.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.backspike.common.spec.ConnectionSpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.common.spec.ParameterSpec;
import dev.backspike.engine.model.nir.NirGraph.Edge;
import dev.backspike.engine.network.Tensor;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NirImportTest {

    private final Map<String, NirNode> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    @TempDir
    private Path folder;

    /**
     * Written by the Python package nir 1.0.8, in float32 and gzipped as it does: 4 -> 3 CubaLIF (recurrent, delayed by
     * 2 ms) -> 2 CubaLI, with r = 2 and w_in = 1 in the hidden layer.
     */
    @Test
    void importsWhatThePythonPackageWrites() throws IOException, URISyntaxException {
        Path file = Path.of(
                Objects.requireNonNull(getClass().getResource("python.nir")).toURI());
        NirModel.Imported model = NirModel.read(file, 1.0, 100.0);

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
        assertThatThrownBy(() -> NirModel.read(file, 1.0, null))
                .isInstanceOf(NirException.class)
                .hasMessageContaining("length of a trial");
    }

    @Test
    void aWeightlessWayBetweenPopulationsIsRefused() {
        chain();
        nodes.put("d", new NirNode.Delay(new double[] {0.001, 0.001}));
        edges.add(new Edge("in", "d"));
        assertRefused("the edge in -> d cannot be imported because there is no Linear before or after the Delay");
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

    @Test
    void aNegativeDelayIsRefused() {
        chain();
        nodes.put("d", new NirNode.Delay(new double[] {0.001, -1}));
        edges.set(0, new Edge("in", "d"));
        edges.add(1, new Edge("d", "w"));
        assertRefused("node d of type Delay has a delay of -1.0 s; delays must be 0 or more");
        nodes.put("d", new NirNode.Delay(new double[] {Double.NaN, 0}));
        assertRefused("node d of type Delay has a delay of NaN s");
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
        assertRefused("there are more than 10000 ways through its Delays");
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
        assertRefused("is in a circle of Delays");
    }

    @Test
    void graphsThatAreNoNetworkHereAreRefusedByNodeOrEdge() {
        chain();
        edges.set(1, new Edge("w", "v"));
        assertRefused("the edge w -> v cannot be imported because there is no population between the two Linear nodes");

        chain();
        edges.add(new Edge("out", "w"));
        assertRefused("the edge out -> w cannot be imported because the Output must show a population");

        chain();
        edges.add(new Edge("li", "w"));
        assertRefused("the edge li -> w cannot be imported because a CubaLI has no spikes to send");

        chain();
        edges.set(4, new Edge("lif", "out"));
        assertRefused("readout here is the one population from which no connection leads to another");

        chain();
        edges.add(new Edge("lif", "out"));
        assertRefused("node out of type Output must follow exactly one CubaLI or CubaLIF node");

        chain();
        nodes.put("second", new NirNode.Input(2));
        edges.add(new Edge("second", "w"));
        assertRefused("there must be one Input node; there are 2");

        chain();
        nodes.put("w", new NirNode.Linear(new double[2][3]));
        assertRefused("the edge in -> w cannot be imported because one has 3 values and the other 2");

        chain();
        nodes.put("lonely", cuba(0.02, 1));
        assertRefused("node lonely is joined to nothing");

        chain();
        edges.set(0, new Edge("lif", "w"));
        edges.add(new Edge("in", "v"));
        assertRefused("node lif is not reached from the Input");

        chain();
        edges.removeFirst();
        nodes.remove("in");
        assertRefused("there must be one Input node; there are 0");
    }

    @Test
    void neuronsThatDifferWhereOursDoNotAreRefusedByNode() {
        double[] two = {1, 1};
        chain();
        nodes.put("li", new NirNode.Cuba(two, two, two, new double[] {0, 0.1}, two, null));
        assertRefused("node li cannot be imported because its v_leak is not 0");

        chain();
        nodes.put(
                "lif",
                new NirNode.Cuba(
                        two, two, two, new double[2], two, new NirNode.Spiking(new double[] {1, 2}, new double[2])));
        assertRefused("node lif cannot be imported because its v_threshold differs between neurons");

        chain();
        nodes.put("lif", cuba(0.02, 0));
        assertRefused("node lif cannot be imported because its v_threshold must be above 0");

        chain();
        nodes.put("lif", cuba(0, 1));
        assertRefused("node lif cannot be imported because its tau_mem is not above 0");
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

    @Test
    void otherNodesAreRefusedByNameAndType() throws IOException {
        assertFileRefused("LIF", Map.of("tau", new double[2]), "its voltage jumps at an input spike");
        assertFileRefused("LI", Map.of("tau", new double[2]), "CubaLI nodes can be imported");
        assertFileRefused("Conv2d", Map.of(), "there is nothing like it here");
        assertFileRefused("NIRGraph", Map.of(), "there is nothing like it here");
        assertFileRefused(
                "Affine",
                Map.of("weight", new double[][] {{1, 2}}, "bias", new double[] {0.5}),
                "it has a bias, a constant current");
        assertFileRefused("Linear", Map.of("weight", new double[2]), "its weight is not a matrix");
        assertFileRefused(
                "Linear", Map.of("weight", new double[][] {{1, 2}}, "gain", 2.0), "its field gain is not known here");
        assertFileRefused("Linear", Map.of("weight", new double[][] {{Double.NaN}}), "not finite");
        assertFileRefused("Delay", Map.of("delay", new double[] {0.001, -1}), "its delay is negative");
        assertFileRefused("Input", Map.of("shape", new long[] {2, 3}), "its shape has 2 dimensions");
        assertThatThrownBy(() -> NirFile.read(fileWith("Delay", Map.of())))
                .isInstanceOf(NirException.class)
                .hasMessage("node n of type Delay has no field delay");
    }

    @Test
    void anAffineWithoutBiasIsALinear() throws IOException {
        NirGraph graph =
                NirFile.read(fileWith("Affine", Map.of("weight", new float[][] {{1, 2}}, "bias", new double[1])));
        assertThat(graph.nodes().get("n"))
                .isInstanceOfSatisfying(
                        NirNode.Linear.class,
                        linear -> assertThat(linear.weight()).isDeepEqualTo(new double[][] {{1, 2}}));
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
        return new NirImport(new NirGraph(nodes, edges, Map.of()), 1, 100).model();
    }

    private void assertRefused(String problem) {
        assertThatThrownBy(this::model).isInstanceOf(NirException.class).hasMessageContaining(problem);
    }

    private void assertFileRefused(String type, Map<String, Object> fields, String reason) throws IOException {
        byte[] file = fileWith(type, fields);
        assertThatThrownBy(() -> NirFile.read(file))
                .isInstanceOf(NirException.class)
                .hasMessageStartingWith("node n of type " + type + " cannot be imported: ")
                .hasMessageContaining(reason);
    }

    /** A graph of one node. */
    private byte[] fileWith(String type, Map<String, Object> fields) throws IOException {
        Path file = folder.resolve(type + fields.hashCode() + ".nir");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            WritableGroup root = hdf.putGroup("node");
            root.putDataset("type", "NIRGraph");
            root.putDataset("edges", new String[][] {{"n", "n"}});
            WritableGroup node = root.putGroup("nodes").putGroup("n");
            node.putDataset("type", type);
            fields.forEach(node::putDataset);
        }
        return Files.readAllBytes(file);
    }
}
