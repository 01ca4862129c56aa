package dev.backspike.engine.model.nir;

import static dev.backspike.common.code.ImportNoteCode.TIME_CONSTANT_LONG;
import static dev.backspike.common.code.ImportNoteCode.WEIGHTS_SCALED_FAR;
import static dev.backspike.engine.model.nir.NirFiles.all;
import static dev.backspike.engine.model.nir.NirFiles.graph;
import static dev.backspike.engine.model.nir.NirFiles.input;
import static dev.backspike.engine.model.nir.NirFiles.linear;
import static dev.backspike.engine.model.nir.NirFiles.node;
import static dev.backspike.engine.model.nir.NirFiles.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.code.ImportNoteCode;
import dev.backspike.common.file.ImportNote;
import dev.backspike.common.file.ModelUnits;
import dev.backspike.common.file.TimeUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files in the shape in which the exporters of these tools make them, which was read in their sources: snntorch 1.0.0,
 * norse 1.1.0, rockpool 3.1.0, sinabs 3.1.3, spyx 1.0.0, nirtorch 2.6, and the examples for Lava, jaxsnn and Nengo of
 * the NIR project.
 */
class NirFrameworksTest {

    /** s; snnTorch and Lava have no other. */
    private static final double STEP = 1e-4;

    private static final float[][] FIRST = {{0.5f, -1, 2}, {1.5f, 0.25f, -0.5f}, {3, -2, 1}, {0, 1, 0.75f}};
    private static final float[][] SECOND = {{1, -1, 0.5f, 2}, {0.25f, 3, -2, 1}};

    @TempDir
    private Path folder;

    static Stream<Arguments> imported() {
        return Stream.of(
                Arguments.of(
                        "snnTorch: Synaptic, whose parameters are scalars, and a batch in the shapes",
                        chain(
                                input(1, 3),
                                linear(FIRST),
                                discrete(0, 200),
                                linear(SECOND),
                                discrete(0, 200),
                                output(1, 2)),
                        new ModelUnits(TimeUnit.SECONDS, 0.1),
                        List.of("input", "1", "3"),
                        List.of()),
                Arguments.of(
                        "the same without the step that its spikes last",
                        chain(
                                input(1, 3),
                                linear(FIRST),
                                discrete(0, 200),
                                linear(SECOND),
                                discrete(0, 200),
                                output(1, 2)),
                        ModelUnits.OF_FORMAT,
                        List.of("input", "1", "3"),
                        List.of(WEIGHTS_SCALED_FAR, WEIGHTS_SCALED_FAR)),
                Arguments.of(
                        "snnTorch: RSynaptic, whose graph nirtorch takes apart",
                        graph(
                                "input 0, 0 1.lif, 1.lif 1.w_rec, 1.w_rec 1.lif, 1.lif 2, 2 3, 3 output",
                                "input",
                                input(1, 3),
                                "0",
                                linear(FIRST),
                                "1.lif",
                                discrete(4, 200),
                                "1.w_rec",
                                linear(new float[][] {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, 3, 0}, {0, 0, 0, 4}}),
                                "2",
                                linear(SECOND),
                                "3",
                                discrete(2, 200),
                                "output",
                                output(1, 2)),
                        new ModelUnits(TimeUnit.SECONDS, 0.1),
                        List.of("input", "1_lif", "3"),
                        List.of()),
                Arguments.of(
                        "Norse: LIFCell, an Affine with a bias of 0, no v_reset",
                        chain(
                                input(1, 3),
                                affine(FIRST, new float[4]),
                                cuba(0, 0.01, 0.005, 1, 1, false),
                                affine(SECOND, new float[2]),
                                cuba(0, 0.01, 0.005, 1, 1, false),
                                output(1, 2)),
                        ModelUnits.OF_FORMAT,
                        List.of("input", "1", "3"),
                        List.of(WEIGHTS_SCALED_FAR, WEIGHTS_SCALED_FAR)),
                Arguments.of(
                        "Rockpool: LIFTorch, arrays, r of the discrete update, no v_reset",
                        graph(
                                "input 0_LinearTorch, 0_LinearTorch 1_LIFTorch, 1_LIFTorch output",
                                "input",
                                input(1, 3),
                                "0_LinearTorch",
                                linear(FIRST),
                                "1_LIFTorch",
                                cuba(4, 0.02, 0.02, 0.02 * Math.exp(-0.05) / 0.001, 1, false),
                                "output",
                                output(1, 4)),
                        ModelUnits.OF_FORMAT,
                        List.of("input", "1_LIFTorch"),
                        List.of(WEIGHTS_SCALED_FAR)),
                Arguments.of(
                        "sinabs: ExpLeak before LIF, which is a current; parameters of one value",
                        graph(
                                "input 0, 0 1, 1 2, 2 output",
                                "input",
                                input(3),
                                "0",
                                affine(FIRST, new float[4]),
                                "1",
                                node("LI", "tau", new float[] {0.01f}, "v_leak", new float[1], "r", new float[] {1}),
                                "2",
                                node(
                                        "LIF",
                                        "tau",
                                        new float[] {0.02f},
                                        "v_threshold",
                                        1f,
                                        "v_leak",
                                        new float[1],
                                        "r",
                                        new float[] {1}),
                                "output",
                                output(4)),
                        ModelUnits.OF_FORMAT,
                        List.of("input", "2"),
                        List.of(WEIGHTS_SCALED_FAR)),
                Arguments.of(
                        "Lava: netx blocks, numbered from 0",
                        graph(
                                "0 1, 1 2, 2 3, input 0, 3 output",
                                "0",
                                linear(FIRST),
                                "1",
                                discrete(4, 100),
                                "2",
                                linear(SECOND),
                                "3",
                                discrete(2, 100),
                                "input",
                                input(3),
                                "output",
                                output(2)),
                        new ModelUnits(TimeUnit.SECONDS, 0.1),
                        List.of("input", "1", "3"),
                        List.of()),
                Arguments.of(
                        "spyx: CuBaLIF, whose times are steps, which are 1 ms",
                        graph(
                                "input layer_0, layer_0 layer_1, layer_1 output",
                                "input",
                                input(3),
                                "layer_0",
                                linear(FIRST),
                                "layer_1",
                                cuba(4, 20, 5, 0.95, 1, false),
                                "output",
                                output(4)),
                        new ModelUnits(TimeUnit.MILLISECONDS, null),
                        List.of("input", "layer_1"),
                        List.of()),
                Arguments.of(
                        "the same in seconds",
                        graph(
                                "input layer_0, layer_0 layer_1, layer_1 output",
                                "input",
                                input(3),
                                "layer_0",
                                linear(FIRST),
                                "layer_1",
                                cuba(4, 20, 5, 0.95, 1, false),
                                "output",
                                output(4)),
                        ModelUnits.OF_FORMAT,
                        List.of("input", "layer_1"),
                        List.of(TIME_CONSTANT_LONG, TIME_CONSTANT_LONG)),
                Arguments.of(
                        "jaxsnn: integer parameters and a negative reset",
                        graph(
                                "input linear, linear cubalif, cubalif output",
                                "input",
                                input(3),
                                "linear",
                                linear(FIRST),
                                "cubalif",
                                node(
                                        "CubaLIF",
                                        "tau_mem",
                                        all(4, 4e-4),
                                        "tau_syn",
                                        all(4, 2e-4),
                                        "r",
                                        new long[] {1, 1, 1, 1},
                                        "v_leak",
                                        new long[4],
                                        "v_reset",
                                        new long[] {-1, -1, -1, -1},
                                        "v_threshold",
                                        new long[] {1, 1, 1, 1},
                                        "w_in",
                                        all(4, 1)),
                                "output",
                                output(4)),
                        ModelUnits.OF_FORMAT,
                        List.of("input", "cubalif"),
                        List.of(WEIGHTS_SCALED_FAR)),
                Arguments.of(
                        "a name with slashes, of which HDF5 makes groups",
                        graph(
                                "input block/fc, block/fc lif, lif output",
                                "input",
                                input(3),
                                "block",
                                Map.of("fc", linear(FIRST)),
                                "lif",
                                NirFiles.cubaLif(4),
                                "output",
                                output(4)),
                        ModelUnits.OF_FORMAT,
                        List.of("input", "lif"),
                        List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void imported(
            String tool,
            Map<String, Object> graph,
            ModelUnits units,
            List<String> populations,
            List<ImportNoteCode> warnings)
            throws IOException {
        NirModel.Imported model = NirModel.read(NirFiles.write(folder.resolve("model.nir"), graph), 0.1, 100.0, units);
        assertThat(model.network().populations().keySet()).containsExactlyElementsOf(populations);
        assertThat(model.warnings()).extracting(ImportNote::code).isEqualTo(warnings);
        double[] first = model.parameters().getFirst().values();
        double factor = factor(model, populations.get(1));
        double[] expected = new double[12];
        Arrays.setAll(expected, k -> factor * FIRST[k % 4][k / 4]);
        assertThat(first).containsExactly(expected, org.assertj.core.data.Offset.offset(1e-9 * Math.abs(factor)));
    }

    /** As the import reports it. */
    private static double factor(NirModel.Imported model, String population) {
        return model.assumptions().stream()
                .filter(note -> note.code() == ImportNoteCode.WEIGHTS_SCALED)
                .filter(note -> note.message().contains("into " + population.replace('_', '.') + " ")
                        || note.message().contains("into " + population + " "))
                .map(ImportNote::max)
                .findFirst()
                .orElse(1.0);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        "snnTorch: Leaky, and Linear with a bias",
                        chain(
                                input(1, 3),
                                affine(FIRST, new float[] {0, 0.25f, 0, 0}),
                                lif(0, 0.002, 20),
                                linear(SECOND),
                                lif(0, 0.002, 20),
                                output(1, 2)),
                        List.of(
                                "node 0 of type Affine: bias must be 0, was 0.25 at index 1",
                                "node 1 of type LIF cannot be imported: its voltage jumps at an input spike",
                                "node 3 of type LIF cannot be imported: its voltage jumps at an input spike")),
                Arguments.of(
                        "snnTorch: Leaky",
                        chain(
                                input(1, 3),
                                linear(FIRST),
                                lif(0, 0.002, 20),
                                linear(SECOND),
                                lif(0, 0.002, 20),
                                output(1, 2)),
                        List.of(
                                "node 1 of type LIF cannot be imported: its voltage jumps at an input spike",
                                "node 3 of type LIF cannot be imported: its voltage jumps at an input spike")),
                Arguments.of(
                        "Norse: LIBoxCell as a readout",
                        chain(
                                input(1, 3),
                                linear(FIRST),
                                cuba(0, 0.01, 0.005, 1, 1, false),
                                linear(SECOND),
                                node("LI", "tau", 0.01, "v_leak", 0.0, "r", 1.0),
                                output(1, 2)),
                        List.of("node 3 of type LI cannot be imported: its voltage jumps at an input spike")),
                Arguments.of(
                        "sinabs: a convolutional network of IAF",
                        graph(
                                "input 0, 0 1, 1 2, 2 3, 3 4, 4 output",
                                "input",
                                input(1, 28, 28),
                                "0",
                                node(
                                        "Conv2d",
                                        "weight",
                                        new float[2][1][3][3],
                                        "stride",
                                        new long[] {1, 1},
                                        "padding",
                                        new long[2],
                                        "dilation",
                                        new long[] {1, 1},
                                        "groups",
                                        1,
                                        "bias",
                                        new float[2]),
                                "1",
                                node("IF", "r", new float[2][26][26], "v_threshold", new float[2][26][26]),
                                "2",
                                node(
                                        "SumPool2d",
                                        "kernel_size",
                                        new long[] {2, 2},
                                        "stride",
                                        new long[] {2, 2},
                                        "padding",
                                        new long[2]),
                                "3",
                                node("Flatten", "start_dim", 0, "end_dim", -1),
                                "4",
                                affine(new float[2][338], new float[2]),
                                "output",
                                output(2)),
                        List.of(
                                "node 0 of type Conv2d cannot be imported: it needs weights that positions share",
                                "node 1 of type IF cannot be imported: it needs a neuron without a leak",
                                "node 2 of type SumPool2d cannot be imported: it needs connections with fixed weights")),
                Arguments.of(
                        "spyx: RCuBaLIF, whose graph has its input before the recurrent weights",
                        graph(
                                "input layer_0, layer_0 layer_1, layer_1 output",
                                "input",
                                input(3),
                                "layer_0",
                                linear(FIRST),
                                "layer_1",
                                graph(
                                        "layer_1.lif layer_1.w_rec, layer_1.w_rec layer_1.lif, layer_1.lif layer_1.output,"
                                                + " layer_1.input layer_1.w_rec",
                                        "layer_1.lif",
                                        cuba(4, 20, 5, 0.95, 1, false),
                                        "layer_1.w_rec",
                                        linear(new float[4][4]),
                                        "layer_1.input",
                                        input(4),
                                        "layer_1.output",
                                        output(4)),
                                "output",
                                output(4)),
                        List.of(
                                "the edge layer_0 -> layer_1.layer_1.input cannot be imported because there is no population"
                                        + " between the two Linear nodes")),
                Arguments.of(
                        "spyx: PSU_LIF",
                        graph(
                                "input layer_0, layer_0 layer_1, layer_1 layer_1_threshold, layer_1_threshold output",
                                "input",
                                input(3),
                                "layer_0",
                                linear(FIRST),
                                "layer_1",
                                node("LI", "tau", all(4, 10), "r", all(4, 1), "v_leak", all(4, 0)),
                                "layer_1_threshold",
                                node("Threshold", "threshold", all(4, 1)),
                                "output",
                                output(4)),
                        List.of("node layer_1_threshold of type Threshold cannot be imported")),
                Arguments.of(
                        "Nengo: encoders with biases, LIF and a low-pass synapse before the next ensemble",
                        graph(
                                "0 1, 1 2, 2 3, 3 4, 4 1, 3 5",
                                "0",
                                input(3),
                                "1",
                                affine(FIRST, new float[] {1, 1, 1, 1}),
                                "2",
                                lif(4, 0.02, 1),
                                "3",
                                affine(new float[3][4], new float[3]),
                                "4",
                                node("LI", "tau", all(3, 0.1), "r", all(3, 1), "v_leak", all(3, 0)),
                                "5",
                                output(3)),
                        List.of(
                                "node 1 of type Affine: bias must be 0, was 1.0 at index 0",
                                "node 2 of type LIF cannot be imported")),
                Arguments.of(
                        "Nengo: the same without biases",
                        graph(
                                "0 1, 1 2, 2 3, 3 4, 4 1, 3 5",
                                "0",
                                input(3),
                                "1",
                                affine(FIRST, new float[4]),
                                "2",
                                lif(4, 0.02, 1),
                                "3",
                                affine(new float[3][4], new float[3]),
                                "4",
                                node("LI", "tau", all(3, 0.1), "r", all(3, 1), "v_leak", all(3, 0)),
                                "5",
                                output(3)),
                        List.of(
                                "node 5 of type Output must follow exactly one neuron; it follows 3 (Linear)",
                                "the edge 4 -> 1 cannot be imported because a LI has no spikes to send",
                                "node 2 of type LIF cannot be imported")),
                Arguments.of(
                        "Lava: without Input and Output, as its first version was",
                        graph("0 1", "0", linear(FIRST), "1", discrete(4, 100)),
                        List.of(
                                "there must be an Input node; there is none",
                                "there must be one Output node; there is none")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String tool, Map<String, Object> graph, List<String> problems) {
        Path file = NirFiles.write(folder.resolve("model.nir"), graph);
        assertThatThrownBy(() -> NirModel.read(file, 0.1, 100.0, ModelUnits.OF_FORMAT))
                .isInstanceOfSatisfying(
                        NirException.class,
                        e -> problems.forEach(problem -> assertThat(e.errors())
                                .anySatisfy(error -> assertThat(error.message()).startsWith(problem))));
    }

    /** Nodes 0 to 3 between input and output. */
    private static Map<String, Object> chain(
            Map<String, Object> input, Object a, Object b, Object c, Object d, Map<String, Object> output) {
        return graph(
                "input 0, 0 1, 1 2, 2 3, 3 output", "input", input, "0", a, "1", b, "2", c, "3", d, "output", output);
    }

    private static Map<String, Object> affine(Object weight, Object bias) {
        return node("Affine", "weight", weight, "bias", bias);
    }

    private static Object values(int size, double value) {
        return size == 0 ? (Object) (float) value : all(size, value);
    }

    /**
     * As a discrete update by alpha and beta is exported: r and w_in undo the division by the time constants.
     *
     * @param size 0 for scalars
     */
    private static Map<String, Object> discrete(int size, double steps) {
        return cuba(size, steps * STEP, 50 * STEP, steps, 50, true);
    }

    private static Map<String, Object> cuba(
            int size, double tauMem, double tauSyn, double r, double wIn, boolean reset) {
        Map<String, Object> node = node(
                "CubaLIF",
                "tau_syn",
                values(size, tauSyn),
                "tau_mem",
                values(size, tauMem),
                "r",
                values(size, r),
                "v_leak",
                values(size, 0),
                "v_threshold",
                values(size, 1),
                "w_in",
                values(size, wIn));
        if (reset) {
            node.put("v_reset", values(size, 0));
        }
        return node;
    }

    private static Map<String, Object> lif(int size, double tau, double r) {
        return node(
                "LIF",
                "tau",
                values(size, tau),
                "r",
                values(size, r),
                "v_leak",
                values(size, 0),
                "v_threshold",
                values(size, 1));
    }
}
