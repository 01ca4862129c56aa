package dev.backspike.engine.model.nir;

import static dev.backspike.engine.model.nir.NirFiles.FIRST;
import static dev.backspike.engine.model.nir.NirFiles.chain;
import static dev.backspike.engine.model.nir.NirFiles.cubaLif;
import static dev.backspike.engine.model.nir.NirFiles.cubaLifOf;
import static dev.backspike.engine.model.nir.NirFiles.graph;
import static dev.backspike.engine.model.nir.NirFiles.input;
import static dev.backspike.engine.model.nir.NirFiles.linear;
import static dev.backspike.engine.model.nir.NirFiles.node;
import static dev.backspike.engine.model.nir.NirFiles.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.TimeUnit;
import dev.backspike.common.json.SpecError;
import dev.backspike.common.spec.ConnectivitySpec;
import dev.backspike.common.spec.NeuronSpec;
import dev.backspike.engine.model.StoredModel;
import dev.backspike.engine.network.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What other people's files look like that say the same as a plain one, and what is refused of them and how. */
class NirReadingTest {

    @TempDir
    private Path folder;

    private NirModel.Imported read(Map<String, Object> graph) throws IOException {
        return read(graph, ModelUnits.OF_FORMAT);
    }

    private NirModel.Imported read(Map<String, Object> graph, ModelUnits units) throws IOException {
        return NirModel.read(NirFiles.write(folder.resolve("model.nir"), graph), 1.0, 100.0, units);
    }

    private static List<ImportNoteCode> codes(List<ImportNote> notes) {
        return notes.stream().map(ImportNote::code).toList();
    }

    /** Of the connection from the input: row-major {@code [from][to]}. */
    private static double[] transposed(double[][] weight) {
        double[] values = new double[weight.length * weight[0].length];
        for (int k = 0; k < values.length; k++) {
            values[k] = weight[k % weight.length][k / weight.length];
        }
        return values;
    }

    @Test
    void aPlainFileNeedsNoAssumptions() throws IOException {
        NirModel.Imported model = read(chain());
        assertThat(model.assumptions()).isEmpty();
        assertThat(model.warnings()).isEmpty();
        assertThat(model.network().population("l1").size()).isEqualTo(4);
        assertThat(model.network().population("l1").neuron()).isEqualTo(new NeuronSpec.Lif(20, 1, 0));
        assertThat(model.parameters().getFirst().values()).isEqualTo(transposed(FIRST));
    }

    static Stream<Arguments> sameAsPlain() {
        double[][] w = FIRST;
        return Stream.of(
                Arguments.of("scalars", chain("l1", cubaLifOf(v -> v), "l2", cubaLifOf(v -> v)), List.of()),
                Arguments.of(
                        "arrays of one value",
                        chain("l1", cubaLifOf(v -> new double[] {v}), "l2", cubaLifOf(v -> new float[] {(float) v})),
                        List.of()),
                Arguments.of(
                        "a batch of one in a shape",
                        chain("input", input(1, 3), "output", output(1, 2)),
                        List.of(ImportNoteCode.BATCH_STRIPPED, ImportNoteCode.BATCH_STRIPPED)),
                Arguments.of(
                        "a batch of 32 in a shape",
                        chain("input", input(32, 3)),
                        List.of(ImportNoteCode.BATCH_STRIPPED)),
                Arguments.of(
                        "a dimension of one in an array",
                        chain(
                                "fc1", linear(new double[][][] {w}),
                                "l1", cubaLifOf(v -> new double[][] {NirFiles.all(4, v)})),
                        List.of()),
                Arguments.of("an Affine without bias", chain("fc1", affine(w, new double[4])), List.of()),
                Arguments.of("an Affine with a scalar bias of 0", chain("fc1", affine(w, 0.0)), List.of()),
                Arguments.of(
                        "a Flatten",
                        graph(
                                "input f, f fc1, fc1 l1, l1 fc2, fc2 l2, l2 output",
                                "input",
                                input(1, 3, 1),
                                "f",
                                node("Flatten", "start_dim", 1, "end_dim", -1, "input_type", new long[] {1, 3, 1}),
                                "fc1",
                                linear(w),
                                "l1",
                                cubaLif(4),
                                "fc2",
                                linear(NirFiles.SECOND),
                                "l2",
                                cubaLif(2),
                                "output",
                                output(2)),
                        List.of(ImportNoteCode.BATCH_STRIPPED)),
                Arguments.of("an edge twice", twice(), List.of(ImportNoteCode.EDGE_REPEATED)),
                Arguments.of(
                        "no v_reset and no w_in",
                        without(chain(), "l1", "v_reset"),
                        List.of(ImportNoteCode.FIELD_ASSUMED)));
    }

    private static Map<String, Object> affine(Object weight, Object bias) {
        return node("Affine", "weight", weight, "bias", bias);
    }

    private static Map<String, Object> twice() {
        Map<String, Object> graph = chain();
        graph.put("edges", new String[][] {
            {"input", "fc1"}, {"fc1", "l1"}, {"l1", "fc2"}, {"fc2", "l2"}, {"l2", "output"}, {"input", "fc1"}
        });
        return graph;
    }

    private static Map<String, Object> without(Map<String, Object> graph, String node, String field) {
        Map<?, ?> nodes = (Map<?, ?>) Objects.requireNonNull(graph.get("nodes"));
        ((Map<?, ?>) Objects.requireNonNull(nodes.get(node))).remove(field);
        return graph;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void sameAsPlain(String what, Map<String, Object> graph, List<ImportNoteCode> assumptions) throws IOException {
        NirModel.Imported plain = read(chain());
        NirModel.Imported model = read(graph);
        assertThat(model.network()).isEqualTo(plain.network());
        assertThat(model.parameters())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(plain.parameters());
        assertThat(codes(model.assumptions())).isEqualTo(assumptions);
        assertThat(model.warnings()).isEmpty();
    }

    @Test
    void weightsOfAnyWidthAreNumbers() throws IOException {
        double[] expected = transposed(new double[][] {{1, -2, 3}, {4, 5, -6}, {0, 1, 0}, {-1, 0, 7}});
        for (Object weight : List.of(
                new byte[][] {{1, -2, 3}, {4, 5, -6}, {0, 1, 0}, {-1, 0, 7}},
                new short[][] {{1, -2, 3}, {4, 5, -6}, {0, 1, 0}, {-1, 0, 7}},
                new int[][] {{1, -2, 3}, {4, 5, -6}, {0, 1, 0}, {-1, 0, 7}},
                new long[][] {{1, -2, 3}, {4, 5, -6}, {0, 1, 0}, {-1, 0, 7}},
                new float[][] {{1, -2, 3}, {4, 5, -6}, {0, 1, 0}, {-1, 0, 7}})) {
            assertThat(read(chain("fc1", linear(weight)))
                            .parameters()
                            .getFirst()
                            .values())
                    .isEqualTo(expected);
        }
    }

    /** The recurrent layer of several tools: a graph in place of a node. */
    @Test
    void theNodesOfANestedGraphArePartOfTheOuterOne() throws IOException {
        Map<String, Object> recurrent = graph(
                "input lif, lif w, w lif, lif output",
                "input",
                input(4),
                "lif",
                cubaLif(4),
                "w",
                linear(new double[][] {{0, 1, 2, 3}, {1, 0, 3, 4}, {5, 6, 0, 7}, {8, 9, 1, 0}}),
                "output",
                output(4));
        NirModel.Imported model = read(chain("l1", recurrent));
        assertThat(model.network().populations().keySet()).containsExactly("input", "l1_lif", "l2");
        assertThat(model.parameters())
                .extracting(Tensor.F64::name)
                .containsExactlyInAnyOrder("input->l1_lif.weight", "l1_lif->l1_lif.weight", "l1_lif->l2.weight");
        assertThat(codes(model.assumptions())).containsExactly(ImportNoteCode.GRAPH_FLATTENED, ImportNoteCode.RENAMED);

        // a graph in a graph in a graph
        Map<String, Object> deeper = recurrent;
        for (int depth = 0; depth < 3; depth++) {
            deeper = graph("input g, g output", "input", input(4), "g", deeper, "output", output(4));
        }
        assertThat(read(chain("l1", deeper)).parameters())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("name")
                .isEqualTo(model.parameters());
    }

    @Test
    void graphsThatAreNestedTooDeepOrTooManyAreRefused() {
        Map<String, Object> graph = graph("input output", "input", input(1), "output", output(1));
        for (int depth = 0; depth < 20; depth++) {
            graph = graph("input g, g output", "input", input(1), "g", graph, "output", output(1));
        }
        Map<String, Object> deep = graph;
        assertThatThrownBy(() -> read(chain("l1", deep)))
                .isInstanceOf(NirException.class)
                .hasMessageContaining("graphs are nested more than 16 deep");

        Map<String, Object> many = new LinkedHashMap<>(chain());
        Map<String, Object> nodes = new LinkedHashMap<>();
        for (int k = 0; k < 5000; k++) {
            nodes.put("n" + k, Map.of());
        }
        many.put("nodes", nodes);
        assertThatThrownBy(() -> read(many)).isInstanceOf(NirException.class);
    }

    @Test
    void aGraphWithSeveralInputsCannotBeANode() {
        Map<String, Object> two =
                graph("a lif, b lif, lif output", "a", input(4), "b", input(4), "lif", cubaLif(4), "output", output(4));
        assertThatThrownBy(() -> read(chain("l1", two)))
                .isInstanceOf(NirException.class)
                .hasMessage("the edge fc1 -> l1 ends at a graph with 2 nodes of type Input; it must have one");
    }

    @Test
    void aLongNameIsShortenedToTheSameNameEachTime() throws IOException {
        String name = "x".repeat(120);
        Map<String, Object> graph = graph(
                "input w, w " + name + ", " + name + " output",
                "input",
                input(3),
                "w",
                linear(FIRST),
                name,
                cubaLif(4),
                "output",
                output(4));
        NirModel.Imported model = read(graph);
        String population = List.copyOf(model.network().populations().keySet()).getLast();
        assertThat(population).hasSize(100).startsWith("x".repeat(91) + "~");
        assertThat(read(graph).network()).isEqualTo(model.network());
        assertThat(model.assumptions())
                .singleElement()
                .satisfies(note -> assertThat(note.code()).isEqualTo(ImportNoteCode.RENAMED))
                .satisfies(note -> assertThat(note.message()).contains(population));
    }

    @Test
    void namesThatBecomeTheSameStayTwo() throws IOException {
        NirModel.Imported model = read(graph(
                "input w, w a.b, a.b v, v a#b, a#b output",
                "input",
                input(3),
                "w",
                linear(FIRST),
                "a.b",
                cubaLif(4),
                "v",
                linear(NirFiles.SECOND),
                "a#b",
                cubaLif(2),
                "output",
                output(2)));
        assertThat(model.network().populations().keySet()).hasSize(3).contains("a_b");
    }

    @Test
    void aSquareOfZerosIsDenseAndADiagonalIsOneToOne() throws IOException {
        NirModel.Imported zeros = read(chain("input", input(4), "fc1", linear(new double[4][4])));
        assertThat(zeros.network().connections().getFirst().connectivity()).isInstanceOf(ConnectivitySpec.Dense.class);
        assertThat(zeros.parameters().getFirst().values()).isEqualTo(new double[16]);

        double[][] diagonal = {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 3, 0}, {0, 0, 0, 4}};
        NirModel.Imported oneToOne = read(chain("input", input(4), "fc1", linear(diagonal)));
        assertThat(oneToOne.network().connections().getFirst().connectivity())
                .isInstanceOf(ConnectivitySpec.OneToOne.class);
        assertThat(codes(oneToOne.assumptions())).containsExactly(ImportNoteCode.ONE_TO_ONE);
    }

    @Test
    void theFactorOfTheWeightsIsToldAndALargeOneIsAWarning() throws IOException {
        Map<String, Object> steps = cubaLifOf(v -> v);
        // as snnTorch and Lava write it for a step of 0.1 ms
        steps.put("r", 0.02 / 1e-4);
        steps.put("w_in", 0.005 / 1e-4);
        NirModel.Imported model = read(chain("l1", steps));
        assertThat(model.assumptions())
                .singleElement()
                .satisfies(note -> assertThat(note.code()).isEqualTo(ImportNoteCode.WEIGHTS_SCALED))
                .satisfies(note -> assertThat(note.node()).isEqualTo("l1"))
                .satisfies(note -> assertThat(note.max()).isEqualTo(2e6));
        assertThat(model.warnings())
                .singleElement()
                .satisfies(note -> assertThat(note.code()).isEqualTo(ImportNoteCode.WEIGHTS_SCALED_FAR))
                .satisfies(note -> assertThat(note.message()).contains("2000000.0", "spikeDuration"));
        assertThat(model.parameters().getFirst().values()[0]).isEqualTo(2e6 * FIRST[0][0]);

        // a spike that is 1 for 0.1 ms makes the current jump by r
        NirModel.Imported told = read(chain("l1", steps), new ModelUnits(TimeUnit.SECONDS, 0.1));
        assertThat(told.warnings()).isEmpty();
        assertThat(told.parameters().getFirst().values()[0]).isEqualTo(200 * FIRST[0][0]);
    }

    /** {@code nir} 1.0.8 leaves such a file behind when it stops at a parameter that is a scalar. */
    @Test
    void aFileThatItsWriterLeftHalfWrittenIsRefusedAsSuch() {
        Map<String, Object> graph = new LinkedHashMap<>(chain());
        graph.remove("type");
        assertThatThrownBy(() -> read(graph))
                .isInstanceOf(NirException.class)
                .hasMessageContaining(
                        "the file's root has no type; the program that wrote it may have stopped halfway");
    }

    @Test
    void aTimeConstantThatLooksLikeMillisecondsIsAWarningAndCanBeReadAsSuch() throws IOException {
        Map<String, Object> ms = cubaLifOf(v -> v);
        ms.put("tau_mem", new double[] {20, 21, 22, 23});
        ms.put("tau_syn", 5.0);
        ms.put("w_in", 5.0);
        NirModel.Imported seconds = read(chain("l1", ms));
        assertThat(seconds.warnings())
                .extracting(ImportNote::code, ImportNote::node, ImportNote::max)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ImportNoteCode.TIME_CONSTANT_LONG, "l1", 23000.0),
                        org.assertj.core.groups.Tuple.tuple(ImportNoteCode.TIME_CONSTANT_LONG, "l1", 5000.0));

        NirModel.Imported read = read(chain("l1", ms), new ModelUnits(TimeUnit.MILLISECONDS, null));
        // the other population counts in seconds, and is below a tenth of the time step then
        assertThat(read.warnings())
                .extracting(ImportNote::code, ImportNote::node, ImportNote::min)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ImportNoteCode.TIME_CONSTANT_SHORT, "l2", 0.02),
                        org.assertj.core.groups.Tuple.tuple(ImportNoteCode.TIME_CONSTANT_SHORT, "l2", 0.005));
        assertThat(codes(read.assumptions())).containsExactly(ImportNoteCode.TIME_UNIT);
        assertThat(read.parameters())
                .filteredOn(tensor -> tensor.name().equals("l1.tauMem"))
                .singleElement()
                .extracting(Tensor.F64::values, InstanceOfAssertFactories.DOUBLE_ARRAY)
                .containsExactly(20, 21, 22, 23);
        assertThat(read.parameters().getFirst().values()).isEqualTo(transposed(FIRST));
    }

    @Test
    void aDelayBeyondTheTrialIsAWarning() throws IOException {
        NirModel.Imported model = read(graph(
                "input d, d w, w lif, lif output",
                "input",
                input(3),
                "d",
                node("Delay", "delay", 0.2),
                "w",
                linear(FIRST),
                "lif",
                cubaLif(4),
                "output",
                output(4)));
        assertThat(model.warnings())
                .singleElement()
                .satisfies(note -> assertThat(note.code()).isEqualTo(ImportNoteCode.DELAY_BEYOND_TRIAL))
                .satisfies(note -> assertThat(note.max()).isEqualTo(200));
    }

    static Stream<Arguments> refused() {
        double[][] w = FIRST;
        return Stream.of(
                refusal("fc1", affine(w, new double[] {0, 0, 0.5, 0}), "/bias", "bias must be 0, was 0.5 at index 2"),
                refusal("fc1", linear(new double[2]), "/weight", "weight must be a matrix, was of shape [2]"),
                refusal(
                        "fc1",
                        linear(new double[][] {{1, Double.NaN, 0}}),
                        "/weight",
                        "must be finite, was NaN at index 1"),
                refusal("fc1", linear("text"), "/weight", "weight must be"),
                refusal("fc1", node("Linear", "weight", w, "gain", 2.0), "/gain", "gain is no field of this type"),
                refusal("fc1", node("Linear"), "/weight", "weight is missing"),
                refusal(
                        "fc1",
                        node("Delay", "delay", new double[] {0.001, -1}),
                        "/delay",
                        "must be 0 or more, was -1.0 at index 1"),
                refusal(
                        "l1",
                        with(cubaLif(4), "tau_mem", new double[] {1, 1, 0, 1}),
                        "/tau_mem",
                        "must be above 0, was 0.0 at index 2"),
                refusal("l1", with(cubaLif(4), "r", new double[3]), "", "for different numbers of neurons: [3, 4]"),
                refusal(
                        "input",
                        node("Input", "shape", new double[] {2.5}),
                        "/shape",
                        "must be whole numbers from 1, was [2.5]"),
                refusal(
                        "l1",
                        node("IF", "r", 1.0, "v_threshold", new double[4]),
                        "",
                        "a neuron without a leak, whose voltage jumps at an input spike, which the import does not"
                                + " support (its v_threshold is float64 of shape [4]); use neurons with a leak and"
                                + " a synaptic current (CubaLIF)"),
                refusal("l1", node("I", "r", 1.0), "", "; a job can define such a neuron by its equations"),
                refusal("l1", node("Threshold", "threshold", 1.0), "", "; use spiking neurons (CubaLIF)"),
                refusal(
                        "fc1",
                        node("Conv2d", "weight", new double[2][1][3][3]),
                        "",
                        "weights that positions share (a convolution), which the import does not support (its weight"
                                + " is float64 of shape [2, 1, 3, 3]); a job can define the connection with the"
                                + " connectivity conv2d"),
                refusal(
                        "fc1",
                        node("Conv1d", "weight", new double[2][1][3]),
                        "",
                        "; write it as a Linear with the same weights"),
                refusal("fc1", node("SumPool2d", "kernel_size", new long[] {2, 2}), "", "connectivity sum-pool2d"),
                refusal("fc1", node("AvgPool2d", "kernel_size", new long[] {2, 2}), "", "or average-pool2d"),
                refusal("l1", node("Izhikevich", "a", 1.0), "", "its type is not one of NIR 1.0"));
    }

    private static Map<String, Object> with(Map<String, Object> node, String field, Object value) {
        node.put(field, value);
        return node;
    }

    private static Arguments refusal(String name, Map<String, Object> node, String field, String message) {
        return Arguments.of(name, node, field, message);
    }

    @ParameterizedTest
    @MethodSource
    void refused(String name, Map<String, Object> node, String field, String message) {
        assertThatThrownBy(() -> read(chain(name, node)))
                .isInstanceOfSatisfying(
                        NirException.class,
                        e -> assertThat(e.errors())
                                .singleElement()
                                .satisfies(
                                        error -> assertThat(error.pointer()).isEqualTo("/node/nodes/" + name + field))
                                .satisfies(error -> assertThat(error.message())
                                        .startsWith("node " + name + " of type " + node.get("type"))
                                        .contains(message)));
    }

    @Test
    void neuronsWhoseVoltageJumpsAreRefusedAllAtOnce() {
        Map<String, Object> lif = node("LIF", "tau", 0.02, "r", 1.0, "v_leak", 0.0, "v_threshold", 1.0);
        assertThatThrownBy(() -> read(chain("l1", lif, "l2", node("LI", "tau", 0.01, "r", 1.0, "v_leak", 0.0))))
                .isInstanceOfSatisfying(
                        NirException.class,
                        e -> assertThat(e.errors())
                                .extracting(SpecError::pointer)
                                .containsExactly("/node/nodes/l1", "/node/nodes/l2"))
                .hasMessageContaining("node l1 of type LIF cannot be imported: its voltage jumps at an input spike")
                .hasMessageContaining("CubaLIF, or a LI before it");
    }

    /** What no job could have is refused at upload, at the place where it is in the file. */
    @Test
    void numbersBeyondThoseOfAJobAreRefusedWhereTheyAre() {
        assertThatThrownBy(() -> read(chain(
                        "l1", with(cubaLif(4), "tau_mem", 1e20),
                        "l2", with(cubaLif(2), "tau_syn", 1e-20))))
                .isInstanceOfSatisfying(
                        NirException.class,
                        e -> assertThat(e.errors())
                                .extracting(SpecError::pointer)
                                .contains("/node/nodes/l1/tau_mem", "/node/nodes/l2/tau_syn"))
                .hasMessageContaining(
                        "node l1: tau_mem must be from 1.0E-9 to 1.0E9 ms, was 1.0E23 ms; check the unit");
        assertThatThrownBy(() ->
                        read(chain("fc1", linear(new double[][] {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1e308}}))))
                .hasMessageContaining(
                        "node fc1: a weight is 1.0E308 once it is multiplied by r w_in / tau_syn of l1; at most 1.0E9");
        assertThatThrownBy(() -> read(chain("l1", with(cubaLif(4), "v_threshold", 1e30))))
                .hasMessageContaining("node l1 of type CubaLIF: v_threshold must be at most 1.0E9 in size");
        assertThatThrownBy(() -> read(graph(
                        "input d, d fc1, fc1 l1, l1 output",
                        "input",
                        input(3),
                        "d",
                        node("Delay", "delay", new double[] {1e20, 0, 0}),
                        "fc1",
                        linear(FIRST),
                        "l1",
                        cubaLif(4),
                        "output",
                        output(4))))
                .hasMessageContaining("a delay beside node fc1 is 1.0E23 ms; at most 1.0E9 ms are allowed");
    }

    /**
     * Whole-number weights in units of a step of 0.1 ms, as snnTorch counts: the factor is 670,000 without the step.
     */
    @Test
    void weightsThatAreLargeOnlyWithoutTheStepOfTheirToolCanBeUploaded() throws IOException {
        Map<String, Object> steps = with(with(cubaLif(4), "w_in", 50.0), "r", 67.0);
        double[][] weights = {{32_767, 1, 2}, {3, 4, 5}, {6, 7, 8}, {9, 10, 11}};
        Path file = NirFiles.write(folder.resolve("model.nir"), chain("fc1", linear(weights), "l1", steps));
        StoredModel stored = new StoredModel(file, DataFile.Kind.NIR);
        assertThat(stored.describe().kind()).isEqualTo(DataFile.Kind.NIR);
        assertThatThrownBy(() -> stored.network(1.0, 100.0, ModelUnits.OF_FORMAT))
                .hasMessageContaining("a weight is 2.195389E10 once it is multiplied by r w_in / tau_syn of l1")
                .hasMessageContaining("import with spikeDuration");
        assertThat(stored.network(1.0, 100.0, new ModelUnits(TimeUnit.SECONDS, 0.1))
                        .parameters())
                .first()
                .satisfies(tensor -> assertThat(tensor.values()[0]).isCloseTo(32_767 * 67.0, offset(1e-6)));
    }

    @Test
    void scalesOnBothSidesOfALinearAreNoted() throws IOException {
        NirModel.Imported read = read(graph(
                "input before, before fc1, fc1 after, after l1, l1 output",
                "input",
                input(3),
                "before",
                node("Scale", "scale", 2.0),
                "fc1",
                linear(FIRST),
                "after",
                node("Scale", "scale", 3.0),
                "l1",
                cubaLif(4),
                "output",
                output(4)));
        assertThat(read.assumptions())
                .filteredOn(note -> note.code().equals(ImportNoteCode.SCALE_FOLDED))
                .extracting(ImportNote::message)
                .containsExactly(
                        "a Scale of 2.0 beside fc1 is part of its weights, and is trained with them",
                        "a Scale of 3.0 beside fc1 is part of its weights, and is trained with them");
    }

    @Test
    void aFactorOfZeroIsAWarning() throws IOException {
        assertThat(read(chain("l1", with(cubaLif(4), "r", 0.0))).warnings())
                .singleElement()
                .satisfies(note -> assertThat(note.code()).isEqualTo(ImportNoteCode.WEIGHTS_SCALED_FAR))
                .satisfies(note -> assertThat(note.message())
                        .isEqualTo("weights into l1 are multiplied by 0.0, so that spikes have no effect: check r"
                                + " and w_in"));
    }

    @Test
    void stepAndLengthThatAreMissingAreAskedForTogether() throws IOException {
        Path file = NirFiles.write(folder.resolve("model.nir"), chain());
        assertThatThrownBy(() -> NirModel.read(file, null, null, ModelUnits.OF_FORMAT))
                .hasMessage("the file has neither a time step nor the length of a trial, as NIR does not define it;"
                        + " give dt and duration in ms");
        assertThatThrownBy(() -> NirModel.read(file, 1.0, null, ModelUnits.OF_FORMAT))
                .hasMessage("the file has no length of a trial, as NIR does not define it; give duration in ms");
        assertThatThrownBy(() -> NirModel.read(file, null, 9.0, ModelUnits.OF_FORMAT))
                .hasMessage("the file has no time step, as NIR does not define it; give dt in ms");
    }

    @Test
    void aTypeThatIsNoTextOrAnEmptyOneIsNamed() {
        Map<String, Object> number = new LinkedHashMap<>(linear(FIRST));
        number.put("type", 3L);
        assertThatThrownBy(() -> read(chain("fc1", number)))
                .hasMessageContaining("node fc1 has a type that is not one text, but int64 of shape []");
        number.put("type", " ");
        assertThatThrownBy(() -> read(chain("fc1", number)))
                .hasMessageContaining("node fc1 of type \" \" cannot be imported");
    }

    @Test
    void aGraphWithoutNodesOrEdgesSaysOnlyThat() {
        Map<String, Object> graph = chain();
        graph.remove("nodes");
        assertThatThrownBy(() -> read(graph))
                .hasMessageStartingWith("the file's root has no group nodes")
                .message()
                .doesNotContain("edge");
        Map<String, Object> loose = chain();
        loose.put("edges", new String[][] {{"input", "fc1"}, {"fc1", "l1"}, {"l1", "fc2"}, {"fc2", "l2"}});
        assertThatThrownBy(() -> read(loose)).hasMessageContaining("it follows none");
    }

    /** A name may end with spaces: only texts that are padded with spaces lose them. */
    @Test
    void namesWithSpacesAreNodes() throws IOException {
        Map<String, Object> graph =
                graph("input fc1", "input", input(3), "fc1", linear(FIRST), "l ", cubaLif(4), "output", output(4));
        graph.put("edges", new String[][] {{"input", "fc1"}, {"fc1", "l "}, {"l ", "output"}});
        assertThat(read(graph).network().populations()).containsKey("l");
    }

    @Test
    void allProblemsOfAFileAreToldUpToABound() {
        assertThatThrownBy(() -> read(chain(
                        "fc1",
                        affine(FIRST, NirFiles.all(4, 1)),
                        "l1",
                        node("IF", "r", 1.0, "v_threshold", 1.0),
                        "fc2",
                        node("Conv2d", "weight", new double[1][1][1][1]))))
                .isInstanceOfSatisfying(
                        NirException.class,
                        e -> assertThat(e.errors())
                                .extracting(SpecError::pointer)
                                .containsExactlyInAnyOrder(
                                        "/node/nodes/fc1/bias", "/node/nodes/l1", "/node/nodes/fc2"));

        Object[] nodes = new Object[600];
        for (int k = 0; k < nodes.length; k += 2) {
            nodes[k] = "n" + k;
            nodes[k + 1] = node("IF", "r", 1.0, "v_threshold", 1.0);
        }
        assertThatThrownBy(() -> read(graph("n0 n2", nodes)))
                .isInstanceOfSatisfying(
                        NirException.class, e -> assertThat(e.errors()).hasSize(101))
                .hasMessageEndingWith("and 81 more");
    }

    @Test
    void edgesToNothingAndNodesWithoutEdgesAreNamed() {
        Map<String, Object> graph = chain();
        graph.put("edges", new String[][] {{"input", "fc1"}, {"fc1", "nowhere"}, {"l2", "output"}});
        assertThatThrownBy(() -> read(graph))
                .hasMessageContaining("the edge fc1 -> nowhere does not join two nodes: there is no nowhere");
        graph.put("edges", new double[2]);
        assertThatThrownBy(() -> read(graph)).hasMessageContaining("are not pairs of names, but node/edges (float64");
    }
}
