package dev.backspike.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.engine.cuda.SoftwareDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {

    private static final String SPEC = """
        {"dataset": {"type": "yin-yang", "train": {"samples": 40}, "validation": {"samples": 1}, "test": {"samples": 1}},
         "network": {"duration": 60, "solver": "SOLVER",
           "populations": {"input": {"neuron": "input"},
             "hidden": {"neuron": "lif", "size": 30},
             "output": {"neuron": "lif"}},
           "connections": [
             {"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.78}}},
             {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.93, "sd": 0.1}}}]},
         "training": {"epochs": 1, "batchSize": 16, "loss": {"type": "first-spike"}, "optimiser": {"type": "adam"}}}
        """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({"event, event", "clock, cpu"})
    void printsAnObjectPerNumberOfThreads(String solver, String engine) throws IOException {
        int exit =
                bench(SPEC.replace("SOLVER", solver), "--threads", "1,2", "--batches", "3", "--warm-up", "0", "--json");

        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        List<JsonNode> lines =
                out.toString().lines().map(new JsonMapper()::readTree).toList();
        assertThat(lines).hasSize(2);
        for (int k = 0; k < 2; k++) {
            JsonNode line = lines.get(k);
            assertThat(line.propertyNames())
                    .containsExactly(
                            "engine",
                            "threads",
                            "batchSize",
                            "msPerSample",
                            "inputSpikesPerSample",
                            "hiddenSpikesPerSample",
                            "synapticOpsPerSecond",
                            "peakHeapMB");
            assertThat(line.get("engine").asString()).isEqualTo(engine);
            assertThat(line.get("threads").asInt()).isEqualTo(k + 1);
            assertThat(line.get("batchSize").asInt()).isEqualTo(16);
            // Five coordinates, a spike each.
            assertThat(line.get("inputSpikesPerSample").asDouble()).isEqualTo(5);
            assertThat(line.get("hiddenSpikesPerSample").asDouble()).isPositive();
            assertThat(line.get("peakHeapMB").asDouble()).isPositive();
            JsonNode ms = line.get("msPerSample");
            assertThat(ms.propertyNames()).containsExactly("total", "forward", "backward", "optimiser");
            assertThat(ms.get("forward").asDouble())
                    .isBetween(0.0, ms.get("total").asDouble());
        }
        // Every number of threads starts from the same weights.
        assertThat(lines.get(1).get("hiddenSpikesPerSample").asDouble())
                .isCloseTo(lines.get(0).get("hiddenSpikesPerSample").asDouble(), within(1e-9));
    }

    @Test
    void printsATableForPeople() throws IOException {
        assertThat(bench(SPEC.replace("SOLVER", "clock"), "--batches", "1", "--warm-up", "0"))
                .isZero();
        assertThat(out.toString().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .contains("ms/sample");
    }

    @Test
    void namesTheFieldOfAWrongSpecification() throws IOException {
        assertThat(bench(SPEC.replace("SOLVER", "quantum"))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("/network/solver");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysWhyAJobDoesNotRunOnCuda() throws IOException {
        assertThat(bench(SPEC.replace("SOLVER", "event"), "--device", "cuda")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString())
                .contains("--device cuda runs the clock solver only, and /network/solver of")
                .contains("take --device cpu or auto, or set the solver to clock")
                .doesNotContain("Exception");
    }

    /** In a process of its own, with a driver that does not start. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cuInit=803 | cpu  | 0 | cpu  |",
                "cuInit=803 | auto | 0 | cpu  | The CPU is used, since CUDA does not work here: starting",
                "cuInit=803 | cuda | 1 |      | --device cuda: starting the CUDA driver: CUDA_ERROR_SYSTEM_DRIVER_MIS",
                "devices=1  | auto | 0 | cuda |",
                "kernel:4=719 | cuda | 1 |    | CUDA_ERROR_LAUNCH_FAILED (719)",
            })
    void aBrokenDriverIsNamedOnlyWhereCudaIsAsked(
            String words, String device, int exit, @Nullable String engine, @Nullable String message)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("job.json"), SPEC.replace("SOLVER", "clock"));
        Process process = SoftwareDevice.process(
                        words,
                        BenchCommand.class.getName(),
                        file.toString(),
                        "--device",
                        device,
                        "--batches",
                        "1",
                        "--warm-up",
                        "0",
                        "--json")
                .redirectErrorStream(false)
                .redirectError(folder.resolve("err").toFile())
                .start();
        String results = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = Files.readString(folder.resolve("err"));
        assertThat(process.waitFor()).as(errors).isEqualTo(exit);
        if (engine != null) {
            assertThat(new JsonMapper().readTree(results).get("engine").asString())
                    .isEqualTo(engine);
        }
        assertThat(errors).doesNotContain("\tat ");
        if (message == null) {
            assertThat(errors).doesNotContain("CUDA");
        } else {
            assertThat(errors).contains(message);
        }
    }

    @ParameterizedTest
    @CsvSource({"--threads,0", "--threads,x", "--batches,0", "--warm-up,-1"})
    void refusesNumbersThatMakeNoSense(String option, String value) throws IOException {
        assertThat(bench(SPEC.replace("SOLVER", "clock"), option, value)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains(option);
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThat(run("nowhere.json")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("nowhere.json");
    }

    private int bench(String spec, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("job.json"), spec);
        String[] args = new String[options.length + 1];
        args[0] = file.toString();
        System.arraycopy(options, 0, args, 1, options.length);
        return run(args);
    }

    private int run(String... args) {
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
