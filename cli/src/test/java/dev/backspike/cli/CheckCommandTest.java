package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.cli.service.Json;
import dev.backspike.cli.terminal.ExitCode;
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
                        "train data",
                        "  64 samples with 320 spikes (5 to 5 each, median 5), 0 samples without spikes",
                        "  times 1 to 90 ms, median 30 ms",
                        "  samples by class: 0 20, 1 22, 2 22",
                        "  80 spikes after the trial of 60 ms",
                        "  WARNING: 80 of 320 spikes lie after the trial",
                        "  sample 0, class 2, 2 spikes",
                        "        4 |                                                               .",
                        "          |",
                        "          |",
                        "          |",
                        "        0 |.",
                        "          0                                        90 ms, trial ends at 60",
                        "test data",
                        "  20 samples with 0 spikes, 20 samples without spikes",
                        "gradients of the exact solver against central differences, 2 samples, 1.5 s",
                        "  input->hidden.weight          19 compared,  1 skipped, largest relative error 3.1e-09",
                        "the gradients are correct");
        assertThat(run.exitCode()).isZero();
        assertThat(service.requests)
                .anySatisfy(r -> {
                    assertThat(r.line()).isEqualTo("POST /api/v1/jobs:validate?gradients=true&samples=2");
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
    void gradientsThatAreAllZeroAreNotCalledCorrect() {
        service.validatesAs(validation("0").replace("\"allZero\": false", "\"allZero\": true"));

        ClientRun run = check();

        assertThat(run.out()).contains("WARNING: the gradients are all zero").doesNotContain("are correct");
        assertThat(run.exitCode()).isZero();
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
        assertThat(service.requests).anyMatch(r -> r.line().endsWith("gradients=false&samples=2"));
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

    @Test
    void noMoreSamplesAreAskedForThanTheServiceShows() {
        assertThat(check("--samples", "11").exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(check("--samples", "0").exitCode()).isZero();
        assertThat(service.requests).anyMatch(r -> r.line().endsWith("samples=0"));
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
                {"resolvedSpec": {"name": "toy", "network": {"duration": 60, "populations": {
                   "input": {"neuron": {"type": "input"}, "size": 5}, "hidden": {"neuron": {"type": "lif"}, "size": 1200}}}},
                 "parameters": 9600, "memoryBytes": 2500000,
                 "data": {
                   "train": {"channels": 5, "classes": 3, "spikesAfterTrial": 80,
                     "counts": {"samples": 64, "spikes": 320, "emptySamples": 0,
                       "spikesPerSample": {"least": 5, "p5": 5, "median": 5, "p95": 5, "most": 5},
                       "timesMs": {"least": 1, "p5": 2, "median": 30, "p95": 80, "most": 90},
                       "classes": [{"label": 0, "samples": 20}, {"label": 1, "samples": 22}, {"label": 2, "samples": 22}],
                       "speakers": []},
                     "warnings": [{"code": "spikes-after-trial", "message": "80 of 320 spikes lie after the trial"}],
                     "examples": [{"sample": 0, "label": 2, "spikes": 2, "times": [1, 90], "channels": [0, 4]}]},
                   "test": {"channels": 5, "classes": 3, "spikesAfterTrial": 0,
                     "counts": {"samples": 20, "spikes": 0, "emptySamples": 20, "classes": [], "speakers": []},
                     "warnings": [], "examples": [{"sample": 0, "label": 2, "spikes": 0, "times": [], "channels": []}]}},
                 "gradients": {"samples": 2, "compared": 19, "skipped": 1, "largestError": %s, "allZero": false, "seconds": 1.5,
                   "arrays": [{"name": "input->hidden.weight", "compared": 19, "skipped": 1, "largestError": %s,
                               "worst": "input->hidden.weight[0][1]"}]}}
                """.formatted(error, error);
    }
}
