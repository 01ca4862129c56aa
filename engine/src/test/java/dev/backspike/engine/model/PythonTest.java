package dev.backspike.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.model.nir.NirModel;
import dev.backspike.engine.network.Initialisers;
import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * That the formats' own Python packages read what is written here. Needs a Python with the packages nir and
 * safetensors: {@code python3}, or the one that the environment variable BACKSPIKE_PYTHON names.
 */
class PythonTest {

    private static final String PYTHON = Objects.requireNonNullElse(System.getenv("BACKSPIKE_PYTHON"), "python3");

    private final JobSpec job = JobSpecParser.parse("""
        {"dataset": {"type": "yin-yang"},
         "network": {"duration": 60,
                     "populations": {"input": {"neuron": "input", "size": 5},
                                     "hidden": {"neuron": {"type": "lif", "tauMem": 20}, "size": 8},
                                     "output": {"neuron": {"type": "li", "tauMem": 12}, "size": 3}},
                     "connections": [
            {"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1, "sd": 1}}, "delay": 3},
            {"from": "hidden", "to": "hidden", "weight": {"normal": {"mean": 0, "sd": 1}}},
            {"from": "hidden", "to": "output", "tauSyn": 7, "weight": {"normal": {"mean": 0, "sd": 1}}}]},
         "training": {"epochs": 1, "batchSize": 1, "loss": "sum-voltage",
                      "optimiser": {"type": "adam", "learningRate": 0.1}}}
        """);

    private final List<Tensor> parameters = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void drawFloats() {
        for (Tensor.F64 tensor : Initialisers.draw(Network.of(job.network()), 1).parameters()) {
            float[] values = new float[tensor.values().length];
            for (int k = 0; k < values.length; k++) {
                values[k] = (float) tensor.values()[k];
            }
            parameters.add(new Tensor.F32(tensor.name(), tensor.shape(), values));
        }
    }

    @Test
    void thePackageNirReadsTheModel() throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("model.nir"), NirModel.write(job, parameters));
        String script = """
            import sys, nir
            graph = nir.read(sys.argv[1])
            # as the package's versions 1.0.4 and 1.0.8 call it
            assert (graph._check_types if hasattr(graph, "_check_types") else graph.check_types)()
            print(sorted(tuple(edge) for edge in graph.edges))
            print(graph.metadata["producer"], graph.metadata["duration_ms"])
            for name, node in sorted(graph.nodes.items()):
                print(name, type(node).__name__, *node.input_type["input"], *node.output_type["output"])
            hidden, current, output = (graph.nodes[n] for n in ("hidden", "->output", "output"))
            for a in (hidden.tau_mem, hidden.tau_syn, hidden.w_in, hidden.r, hidden.v_leak, hidden.v_threshold,
                      getattr(hidden, "v_reset", hidden.v_leak), output.tau, output.r, current.tau, current.r,
                      graph.nodes["input->hidden:delay"].delay):
                assert (a == a[0]).all()
                print(a[0], end=" ")
            weight = graph.nodes["input->hidden"].weight
            print(weight.dtype, weight.shape)
            print(" ".join(repr(float(w)) for w in weight.T.flatten()))
            """;
        List<String> lines = python("nir", script, file).lines().toList();

        assertThat(lines)
                .startsWith(
                        "[('->output', 'output'), ('hidden', 'hidden->hidden'), ('hidden', 'hidden->output'),"
                                + " ('hidden->hidden', 'hidden'), ('hidden->output', '->output'),"
                                + " ('input', 'input->hidden:delay'),"
                                + " ('input->hidden', 'hidden'), ('input->hidden:delay', 'input->hidden'),"
                                + " ('output', 'output->')]",
                        "backspike 60.0",
                        "->output LI 3 3",
                        "hidden CubaLIF 8 8",
                        "hidden->hidden Linear 8 8",
                        "hidden->output Linear 8 3",
                        "input Input 5 5",
                        "input->hidden Linear 5 8",
                        "input->hidden:delay Delay 5 5",
                        "output LI 3 3",
                        "output-> Output 3 3",
                        "0.02 0.005 0.005 1.0 0.0 1.0 0.0 0.012 1.0 0.007 0.007 0.003 float32 (8, 5)");
        assertThat(floats(lines.getLast())).isEqualTo(((Tensor.F32) parameters.getFirst()).values());
    }

    @Test
    void thePackageNirReadsNamesThatHadSlashes() throws IOException, InterruptedException {
        JobSpec renamed =
                JobSpecParser.parse(new JsonMapper().writeValueAsString(job).replace("\"hidden\"", "\"layers/1\""));
        List<Tensor> names = Initialisers.draw(Network.of(renamed.network()), 1).parameters().stream()
                .<Tensor>map(tensor -> tensor)
                .toList();
        Path file = Files.write(folder.resolve("model.nir"), NirModel.write(renamed, names));
        String script = """
            import sys, nir
            graph = nir.read(sys.argv[1])
            print(type(graph.nodes["layers\\u22151"]).__name__, ("layers\\u22151->output", "->output") in graph.edges)
            """;
        assertThat(python("nir", script, file).lines()).containsExactly("CubaLIF True");
    }

    @Test
    void thePackageSafetensorsReadsTheModel() throws IOException, InterruptedException {
        Path file = Files.write(
                folder.resolve("model.safetensors"),
                ModelFile.of(job, parameters, 3, 70).getFirst().content());
        String script = """
            import sys, safetensors
            with safetensors.safe_open(sys.argv[1], "numpy") as model:
                print(model.metadata()["epoch"], model.metadata()["step"], sorted(model.keys()))
                weight = model.get_tensor("input->hidden.weight")
                print(weight.dtype, weight.shape)
                print(" ".join(repr(float(w)) for w in weight.flatten()))
            """;
        List<String> lines = python("safetensors", script, file).lines().toList();

        assertThat(lines)
                .startsWith(
                        "3 70 ['hidden->hidden.weight', 'hidden->output.weight', 'input->hidden.weight']",
                        "float32 (5, 8)");
        assertThat(floats(lines.getLast())).isEqualTo(((Tensor.F32) parameters.getFirst()).values());
    }

    private static float[] floats(String line) {
        String[] words = line.split(" ", -1);
        float[] floats = new float[words.length];
        for (int k = 0; k < words.length; k++) {
            floats[k] = Float.parseFloat(words[k]);
        }
        return floats;
    }

    /** What the script prints; aborts the test where there is no such Python or it lacks the package. */
    private static String python(String packageName, String script, Path file)
            throws IOException, InterruptedException {
        if (run("import " + packageName + ", numpy", file).status() != 0) {
            abort(PYTHON + " is not there or lacks the package " + packageName
                    + "; set BACKSPIKE_PYTHON to one that has it");
        }
        Finished finished = run(script, file);
        assertThat(finished.status()).as(finished.output()).isZero();
        return finished.output();
    }

    private static Finished run(String script, Path file) throws IOException, InterruptedException {
        Path output = Files.createTempFile(file.getParent(), "output", ".txt");
        try {
            Process process = new ProcessBuilder(PYTHON, "-c", script, file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new Finished(process.waitFor(), Files.readString(output, UTF_8));
        } catch (IOException e) {
            return new Finished(-1, e.toString());
        }
    }

    private record Finished(int status, String output) {}
}
