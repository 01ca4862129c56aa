package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    @TempDir
    private Path folder = Path.of("");

    private FakeService service;
    private Path spec = Path.of("");

    CheckCommandTest() throws IOException {
        service = new FakeService();
    }

    @BeforeEach
    void writeSpec() throws IOException {
        spec = Files.writeString(folder.resolve("toy.json"), "{\"name\":\"toy\",\"training\":{\"epochs\":3}}");
        service.validatesAs(validation("3.1e-9"));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void showsTheNetworkItsMemoryAndItsGradients() {
        ClientRun run = check("--set", "training.epochs=4");

        assertThat(run.err()).isEmpty();
        assertThat(run.outLines())
                .containsExactly(
                        "toy is valid",
                        "  input                5 input",
                        "  hidden           1,200 lif",
                        "  parameters       9,600",
                        "  memory       at least 2.5 MB",
                        "gradients of the exact solver against central differences, 2 samples, 1.5 s",
                        "  input->hidden.weight          19 compared,  1 skipped, largest relative error 3.1e-09",
                        "the gradients are correct");
        assertThat(run.exitCode()).isZero();
        assertThat(service.requests)
                .anySatisfy(r -> {
                    assertThat(r.line()).isEqualTo("POST /api/v1/jobs:validate?gradients=true");
                    assertThat(r.body()).contains("\"epochs\":4");
                })
                .noneMatch(r -> r.line().equals("POST /api/v1/jobs"));
    }

    @Test
    void aWrongGradientIsNoSuccess() {
        service.validatesAs(validation("0.02"));

        ClientRun run = check();

        assertThat(run.out()).contains("largest relative error 2.0e-02", "WRONG: an error is above 1e-05");
        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_SUCCEEDED);
    }

    @Test
    void anErrorThatIsNoNumberIsNoSuccess() {
        service.validatesAs(validation("\"NaN\""));

        assertThat(check().exitCode()).isEqualTo(ExitCode.NOT_SUCCEEDED);
    }

    @Test
    void gradientsCanBeLeftOut() {
        service.validatesAs("{\"resolvedSpec\":{\"name\":\"toy\"},\"parameters\":5,\"memoryBytes\":900}");

        ClientRun run = check("--no-gradients");

        assertThat(run.outLines())
                .containsExactly("toy is valid", "  parameters           5", "  memory       at least 0.9 kB");
        assertThat(service.requests).anyMatch(r -> r.line().endsWith("gradients=false"));
    }

    @Test
    void asJsonTheAnswerIsAllThatIsPrinted() {
        ClientRun run = check("--json");

        assertThat(Json.MAPPER.readTree(run.out()).at("/gradients/samples").asInt())
                .isEqualTo(2);
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void whatTheServiceRefusesIsShownWithItsPlaces() {
        service.refusesWith(
                422,
                "{\"status\":422,\"code\":\"invalid-spec\",\"detail\":\"the job specification has an error\","
                        + "\"errors\":[{\"pointer\":\"/network\",\"message\":\"is required\"}]}");

        ClientRun run = check();

        assertThat(run.err()).contains("/network  is required");
        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
    }

    private ClientRun check(String... options) {
        String[] arguments = new String[options.length + 4];
        arguments[0] = "check";
        arguments[1] = spec.toString();
        arguments[2] = "--url";
        arguments[3] = service.url().toString();
        System.arraycopy(options, 0, arguments, 4, options.length);
        return ClientRun.of(arguments);
    }

    private static String validation(String error) {
        return """
                {"resolvedSpec": {"name": "toy", "network": {"populations": {
                   "input": {"neuron": {"type": "input"}, "size": 5}, "hidden": {"neuron": {"type": "lif"}, "size": 1200}}}},
                 "parameters": 9600, "memoryBytes": 2500000,
                 "gradients": {"samples": 2, "compared": 19, "skipped": 1, "largestError": %s, "seconds": 1.5,
                   "arrays": [{"name": "input->hidden.weight", "compared": 19, "skipped": 1, "largestError": %s,
                               "worst": "input->hidden.weight[0][1]"}]}}
                """.formatted(error, error);
    }
}
