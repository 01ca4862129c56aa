package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.cli.service.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Also of {@code predict}. */
class EvaluateCommandTest {

    private static final String EVALUATION = """
            {"number": 4, "checkpoint": 2, "epoch": 7, "split": "validation", "dataset": null,
             "result": {"engine": "event", "samples": 10, "samplesOfSplit": 1000, "loss": 0.58, "accuracy": 0.6,
               "unanswered": 1, "calibration": {"error": 0.25, "bins": []},
               "classes": [{"label": 0, "name": "zero\\u001b", "samples": 6, "accuracy": 0.5, "precision": null},
                           {"label": 1, "name": null, "samples": 4, "accuracy": 0.75, "precision": 1}],
               "confusion": [[3, 2], [1, 3]],
               "populations": [{"name": "hidden", "neurons": 20, "spikesPerNeuron": 0.5, "silent": 3}],
               "seconds": 0.42}}""";

    private static final String TRIALS = """
            {"engine": "event", "trials": [
              {"sample": 0, "predicted": 1, "confidence": 0.75, "readout": [24.87123, null]},
              {"sample": 1, "predicted": null, "confidence": null, "readout": [null, null]}]}""";

    private final FakeService service;

    @TempDir
    private Path folder = Path.of("");

    EvaluateCommandTest() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void showsTheAccuracyOfEachClassAndTheConfusionMatrix() {
        service.answers("POST /api/v1/jobs/" + FakeService.JOB + ":evaluate", 201, EVALUATION);

        ClientRun run = run("evaluate", FakeService.JOB, "--split", "validation", "--checkpoint", "2", "--limit", "10");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                evaluation 4: checkpoint 2 (epoch 7), validation data, 10 of 1,000 samples, engine event, 0.4 s
                accuracy 60.00 %  loss 0.5800  calibration error 0.250  1 sample without a prediction

                class    samples  accuracy  precision  predicted 0  1
                0 zero?  6        50.00 %   -          3            2
                1        4        75.00 %   100.00 %   1            3
                hidden: 0.50 spikes per neuron and trial, 3 of 20 neurons silent
                """);
        assertThat(service.requests.getLast().body())
                .isEqualTo("{\"split\":\"validation\",\"checkpoint\":2,\"limit\":10}");
    }

    @Test
    void aDataSetIsReadFromAFile() throws IOException {
        service.answers("POST /api/v1/jobs/" + FakeService.JOB + ":evaluate", 201, EVALUATION);
        Path dataset = Files.writeString(folder.resolve("data.json"), "{\"type\": \"yin-yang\"}");

        ClientRun run = run("evaluate", FakeService.JOB, "--dataset", dataset.toString(), "--json");

        assertThat(Json.MAPPER.readTree(run.out())).isEqualTo(Json.MAPPER.readTree(EVALUATION));
        assertThat(service.requests.getLast().body())
                .isEqualTo("{\"split\":\"test\",\"dataset\":{\"type\":\"yin-yang\"}}");
    }

    @Test
    void aRefusalNamesTheField() {
        service.answers("POST /api/v1/jobs/" + FakeService.JOB + ":evaluate", 422, """
                {"status": 422, "code": "invalid-evaluation", "detail": "the request has an error",
                 "errors": [{"pointer": "/split", "message": "must be one of test, train, validation"}]}""");

        ClientRun run = run("evaluate", FakeService.JOB, "--split", "tests");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("/split  must be one of test, train, validation");
    }

    @Test
    void showsWhatIsPredictedOfTheSamplesInAFile() throws IOException {
        service.answers("POST /api/v1/jobs/" + FakeService.JOB + ":predict", 200, TRIALS);
        Path samples = Files.writeString(
                folder.resolve("samples.json"), "{\"samples\": [{\"times\": [1.5], \"units\": [0]}]}");

        ClientRun run = run("predict", FakeService.JOB, samples.toString(), "--checkpoint", "3", "--record");

        assertThat(run.out()).isEqualTo("""
                sample  class  confidence  readout
                0       1      75.00 %     24.87 silent
                1       none   -           silent silent
                """);
        assertThat(service.requests.getLast().body())
                .isEqualTo("{\"samples\":[{\"times\":[1.5],\"units\":[0]}],\"checkpoint\":3,\"record\":true}");
    }

    @Test
    void aMissingFileIsBadInput() {
        ClientRun run =
                run("predict", FakeService.JOB, folder.resolve("absent.json").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("absent.json does not exist");
    }

    @Test
    void withoutAServiceTheySaySo() throws IOException {
        Path samples = Files.writeString(folder.resolve("samples.json"), "{}");
        for (String[] words : new String[][] {{"evaluate", "j1"}, {"predict", "j1", samples.toString()}}) {
            String[] args = Stream.concat(Arrays.stream(words), Stream.of("--url", "http://127.0.0.1:1"))
                    .toArray(String[]::new);
            ClientRun run = ClientRun.of(args);
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err()).contains("no answer from the service at http://127.0.0.1:1");
        }
    }

    private ClientRun run(String... words) {
        return ClientRun.of(Stream.concat(
                        Arrays.stream(words), Stream.of("--url", service.url().toString()))
                .toArray(String[]::new));
    }
}
