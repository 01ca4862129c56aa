package dev.backspike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.engine.model.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in {@code docs/engine-library.md} with the options that the page gives. */
class EngineLibraryTest {

    private static final Path PAGE = Path.of("../docs/engine-library.md");
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String JOB = """
            {"dataset": {"type": "yin-yang", "train": {"samples": 64}, "test": {"samples": 20}},
             "network": {"duration": 60,
               "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 4},
                               "output": {"neuron": "lif", "size": %d}},
               "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1, "sd": 1}}},
                               {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 1, "sd": 1}}}]},
             "training": {"epochs": 2, "batchSize": 32, "loss": "first-spike", "optimiser": "adam"}}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void saveTheProgram() throws IOException {
        String page = Files.readString(PAGE);
        Matcher program = PROGRAM.matcher(page);
        assertThat(program.find()).isTrue();
        Files.writeString(folder.resolve("Train.java"), program.group(1));
        assertThat(program.group(1).lines()).hasSizeLessThanOrEqualTo(20);
        assertThat(program.find()).as("another program on the page").isFalse();
        assertThat(page).contains("java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp");
    }

    @Test
    void theProgramTrainsANetworkAndWritesItsModel() throws Exception {
        Run run = run(JOB.formatted(3));
        assertThat(run.exitCode).as(run.output).isZero();
        assertThat(run.output).contains("Measured[epoch=1,", "Measured[epoch=2,", "train.loss=", "test.accuracy=");
        assertThat(Safetensors.read(folder.resolve("model.safetensors")).tensors())
                .hasSize(2);
    }

    @Test
    void aWrongSpecificationEndsTheProgramWithThePointerOfTheField() throws Exception {
        Run run = run(JOB.formatted(-1));
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.output).contains("InvalidSpecException", "/network/populations/output/size");
    }

    private record Run(int exitCode, String output) {}

    private Run run(String job) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("job.json"), job);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "Train.java",
                        "job.json",
                        "model.safetensors"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
