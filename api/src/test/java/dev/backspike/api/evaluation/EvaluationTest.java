package dev.backspike.api.evaluation;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** The real service with its own worker and inspection processes: a trained job is evaluated. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:evaluation;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.data.directory=target/test-data-evaluation",
            "backspike.worker.threads=1",
            "backspike.worker.device=cpu",
            "backspike.inspection.processes=1",
            "backspike.inspection.heap=128MB"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluationTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String JOB = """
            {"dataset": {"type": "yin-yang", "train": {"samples": 200}, "validation": {"samples": 120},
                         "test": {"samples": 250}},
             "network": {"duration": 60, "solver": "event",
               "populations": {"input": {"neuron": "input"}, "hidden": {"neuron": "lif", "size": 30},
                               "output": {"neuron": "lif"}},
               "connections": [{"from": "input", "to": "hidden", "weight": {"normal": {"mean": 1.5, "sd": 0.78}}},
                               {"from": "hidden", "to": "output", "weight": {"normal": {"mean": 0.93, "sd": 0.1}}}]},
             "training": {"epochs": 3, "batchSize": 20, "seed": 5, "loss": "first-spike",
               "optimiser": {"type": "adam", "learningRate": 0.005},
               "earlyStopping": {"series": "validation.loss", "patience": 10},
               "checkpoint": {"everyEpochs": 1, "everySeconds": 0, "keepLast": 9}}}""";

    @LocalServerPort
    private int port;

    private Service service;
    private String job;

    @BeforeAll
    void train() throws InterruptedException {
        service = new Service(port);
        job = service.submit(JOB);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!service.job(job).path("state").asString().equals("SUCCEEDED")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the job did not succeed: " + service.job(job));
            }
            Thread.sleep(20);
        }
    }

    @Test
    void theModelIsEvaluatedOnTheTestDataAndTheResultKept() {
        JsonNode made = json(action("evaluate", "{}"), HttpStatus.CREATED);
        String path =
                "/api/v1/jobs/" + job + "/evaluations/" + made.path("number").asInt();

        assertThat(service.get(path)).isEqualTo(made);
        assertThat(made.path("result").path("samples").asInt()).isEqualTo(250);
        assertThat(made.path("split").asString()).isEqualTo("test");
        assertThat(made.path("checkpoint").isNull()).isTrue();
        assertThat(service.get("/api/v1/jobs/" + job + "/evaluations")
                        .path("evaluations")
                        .valueStream()
                        .map(one -> one.path("number").asInt()))
                .contains(made.path("number").asInt());

        List<JsonNode> trials = predictions(path);
        assertThat(trials)
                .extracting(trial -> trial.path("sample").asInt())
                .hasSize(250)
                .isSorted();
        assertThat(trials.stream().filter(trial -> trial.path("label").equals(trial.path("predicted"))))
                .hasSize((int)
                        Math.round(250 * made.path("result").path("accuracy").asDouble()));
    }

    @Test
    void aCheckpointIsEvaluatedWithWhatItsEpochMeasured() {
        JsonNode checkpoint = service.get("/api/v1/jobs/" + job + "/checkpoints")
                .path("checkpoints")
                .path(0);
        JsonNode made = json(
                action(
                        "evaluate",
                        "{\"checkpoint\": %d}"
                                .formatted(checkpoint.path("number").asInt())),
                HttpStatus.CREATED);

        assertThat(made.path("epoch")).isEqualTo(checkpoint.path("epoch"));
        assertThat(made.path("result").path("accuracy").asDouble())
                .isEqualTo(checkpoint.path("values").path("test.accuracy").asDouble());
    }

    @Test
    void anotherDataSetAndPartAreEvaluatedWithoutWhatTheTrainingAsksOfTheData() {
        JsonNode made = json(action("evaluate", """
                        {"dataset": {"type": "yin-yang", "train": {"samples": 40}, "test": {"samples": 10},
                                     "validation": {"samples": 5}},
                         "split": "train", "limit": 20}"""), HttpStatus.CREATED);

        assertThat(made.path("result").path("samples").asInt()).isEqualTo(20);
        assertThat(made.path("result").path("samplesOfSplit").asInt()).isEqualTo(40);
        assertThat(made.path("dataset").path("train").path("samples").asInt()).isEqualTo(40);
    }

    @Test
    void aRecordingIsWhatAPredictionOfTheSameSpikesReturns() {
        JsonNode recorded = json(action("record", "{\"samples\": [3], \"split\": \"validation\"}"), HttpStatus.OK)
                .path("trials")
                .path(0);
        JsonNode input = recorded.path("populations").path(0);
        assertThat(input.path("population").asString()).isEqualTo("input");
        JsonNode predicted = json(
                        action("predict", """
                                {"samples": [{"times": %s, "units": %s}], "record": true}""".formatted(input.path("times"), input.path("units"))), HttpStatus.OK)
                .path("trials")
                .path(0);

        assertThat(recorded.path("label").isInt()).isTrue();
        assertThat(predicted.path("label").isNull()).isTrue();
        assertThat(predicted.path("predicted")).isEqualTo(recorded.path("predicted"));
        assertThat(recorded.path("populations")
                        .valueStream()
                        .map(one -> one.path("population").asString()))
                .containsExactly("input", "hidden", "output");
        assertThat(predicted.path("populations").path(1).path("units"))
                .isEqualTo(recorded.path("populations").path(1).path("units"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evaluate | {\"split\": \"tests\"}      | /split       | one of",
                "evaluate | {\"limits\": 3}             | /limits      | not a known field",
                "evaluate | {\"limit\": 0}              | /limit       | at least 1",
                "evaluate | {\"dataset\": 3}            | /dataset     | object",
                "evaluate | {\"dataset\": {\"type\": \"shd-hdf5\", \"train\": \"uploaded:a/b\", \"test\": \"uploaded:a/b\"}} | /dataset/train | has not been uploaded",
                "predict  | {}                          | /samples     | required",
                "predict  | {\"samples\": []}           | /samples     | ",
                "predict  | {\"samples\": [{\"times\": [1], \"units\": [7]}]}     | /samples/0/units/0 | must be 0 to 4",
                "predict  | {\"samples\": [{\"times\": [-1], \"units\": [0]}]}    | /samples/0/times/0 | at least 0",
                "predict  | {\"samples\": [{\"times\": [\"1\"], \"units\": [0]}]} | /samples/0/times   | a number at index 0",
                "predict  | {\"samples\": [{\"times\": 1, \"units\": [0]}]}       | /samples/0/times   | must be an array",
                "predict  | {\"samples\": [{\"times\": [1], \"units\": [0.5]}]}   | /samples/0/units   | a whole number",
                "record   | {\"samples\": [250]}        | /samples/0   | must be 0 to 249",
                "record   | {}                          | /samples     | required"
            })
    void anErrorOfTheRequestNamesItsField(String action, String body, String pointer, String message) {
        JsonNode problem = problem(action(action, body), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-evaluation");

        assertThat(problem.path("errors").path(0).path("pointer").asString()).isEqualTo(pointer);
        assertThat(problem.path("errors").path(0).path("message").asString()).contains(message == null ? "" : message);
    }

    @Test
    void aDataSetOfAnotherShapeIsRefused() {
        upload(
                "images",
                ByteBuffer.allocate(24)
                        .putInt(0x803)
                        .putInt(2)
                        .putInt(2)
                        .putInt(2)
                        .array());
        upload(
                "labels",
                ByteBuffer.allocate(10)
                        .putInt(0x801)
                        .putInt(2)
                        .putShort((short) 0x0102)
                        .array());

        assertThat(problem(action("evaluate", """
                                        {"dataset": {"type": "idx",
                                          "trainImages": "uploaded:tiny/images", "trainLabels": "uploaded:tiny/labels",
                                          "testImages": "uploaded:tiny/images", "testLabels": "uploaded:tiny/labels"}}"""), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-evaluation")
                        .path("errors")
                        .path(0)
                        .path("message")
                        .asString())
                .contains("must be 4, the data set's number of inputs, was 5");
    }

    private void upload(String file, byte[] content) {
        json(
                service.http()
                        .put()
                        .uri("/api/v1/datasets/tiny/files/" + file)
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .body(content)
                        .exchange(),
                HttpStatus.CREATED);
    }

    @Test
    void whatIsNotThereIsNamed() {
        problem(action("evaluate", "{"), HttpStatus.BAD_REQUEST, "malformed-json");
        problem(action("evaluate", "{\"checkpoint\": 99}"), HttpStatus.UNPROCESSABLE_CONTENT, "no-such-checkpoint");
        problem(
                service.http()
                        .get()
                        .uri("/api/v1/jobs/" + job + "/evaluations/99")
                        .exchange(),
                HttpStatus.NOT_FOUND,
                "evaluation-not-found");
        problem(service.post("/api/v1/jobs/j01m85ced10grdzfdb0:evaluate", "{}"), HttpStatus.NOT_FOUND, "job-not-found");
    }

    private List<JsonNode> predictions(String path) {
        List<JsonNode> trials = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = service.get(path + "/predictions?limit=70" + token);
            page.path("trials").forEach(trials::add);
            token = page.path("nextPageToken").isNull()
                    ? ""
                    : "&pageToken=" + page.path("nextPageToken").asString();
        } while (!token.isEmpty());
        return trials;
    }

    private RestTestClient.ResponseSpec action(String action, String body) {
        return service.post("/api/v1/jobs/" + job + ":" + action, body);
    }
}
