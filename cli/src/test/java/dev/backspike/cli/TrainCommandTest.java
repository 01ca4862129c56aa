package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.cli.ClientRun.Screen;
import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.LocalService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TrainCommandTest {

    private static final String RESULTS = """
            "startedAt":"2026-01-01T10:00:00Z","endedAt":"2026-01-01T10:01:05Z",
            "latest":{"test.accuracy":0.979,"test.loss":0.0712,"train.samplesPerSecond":5120}""";

    @TempDir
    private Path folder = Path.of("");

    private FakeService service;
    private Path spec = Path.of("");

    TrainCommandTest() throws IOException {
        service = new FakeService();
    }

    @BeforeEach
    void writeSpec() throws IOException {
        spec = Files.writeString(folder.resolve("toy.json"), "{\"name\":\"toy\",\"training\":{\"epochs\":3}}");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aJobThatSucceedsIsShownEpochByEpochAndSummedUp() {
        succeedsAfterThreeEpochs();

        ClientRun run = train();

        assertThat(run.err()).isEmpty();
        assertThat(run.outLines())
                .containsExactly(
                        "job 0192aa (toy) accepted",
                        "training on engine event, 2 threads",
                        "epoch 1/3  train loss 0.2500  test accuracy 80.00 %  5,120 samples/s",
                        "epoch 2/3  train loss 0.2500  test accuracy 90.00 %  5,120 samples/s",
                        "epoch 3/3  train loss 0.2500  test accuracy 97.90 %  5,120 samples/s",
                        "SUCCEEDED  test loss 0.0712  test accuracy 97.90 %  in 1:05 min  model: ./backspike model"
                                + " 0192aa --url " + service.url());
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void onATerminalOneLineIsRedrawnAndFits() {
        succeedsAfterThreeEpochs();

        ClientRun run = ClientRun.on(Screen.TERMINAL, noLauncher(), "train", spec.toString(), "--url", url());

        assertThat(run.out())
                .contains("\r\033[K[########----------------] epoch 1/3  loss 0.2500  test accuracy 80.00 %  5,120"
                        + " samples/s")
                .contains("\r\033[K[########################] epoch 3/3");
        assertThat(run.out().split("[\r\n]"))
                .filteredOn(line -> line.contains("epoch"))
                .allSatisfy(line -> assertThat(line.replace("\033[K", "")).hasSizeLessThan(100));
        assertThat(run.outLines().getLast()).startsWith("SUCCEEDED");
    }

    @Test
    void withJsonOnlyTheFinalResourceIsOnStdout() {
        succeedsAfterThreeEpochs();

        ClientRun run = train("--json");

        JsonNode job = Json.MAPPER.readTree(run.out());
        assertThat(job.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(job.path("latest").path("test.accuracy").asDouble()).isEqualTo(0.979);
        assertThat(run.err()).contains("epoch 3/3").contains("accepted");
        assertThat(run.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"FAILED,job.failed,numbers became NaN", "CANCELLED,job.cancelled,as a user asked"})
    void aJobThatDoesNotSucceedEndsWithItsReasonAndCodeOne(String state, String event, String reason) {
        service.streams(events -> {
            service.jobIs(FakeService.job(state, "\"stateReason\":{\"code\":\"x\",\"message\":\"" + reason + "\"}"));
            events.event(1, event, "{}");
        });

        ClientRun run = train();

        assertThat(run.outLines().getLast()).isEqualTo(state + ": " + reason);
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aDroppedStreamIsOpenedAgainAfterTheLastEventSeen() {
        service.streams(
                events -> {
                    events.started(1, 3);
                    events.epoch(2, 1, 0.8);
                    events.raw("id:3\nevent:metrics\ndata:{\"epoch\":2,"); // and then the connection is gone
                },
                events -> {
                    events.epoch(3, 2, 0.9);
                    service.jobIs(FakeService.job("SUCCEEDED", RESULTS));
                    events.event(4, "job.succeeded", "{}");
                });

        ClientRun run = train();

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines()).filteredOn(line -> line.startsWith("epoch")).hasSize(2);
        assertThat(service.streamRequests())
                .extracting(FakeService.Request::lastEventId)
                .containsExactly(null, "2");
    }

    @Test
    void everyAttemptStartsItsEpochsAnew() {
        service.streams(events -> {
            events.started(1, 3);
            events.epoch(2, 1, 0.8);
            events.epoch(3, 2, 0.9);
            events.started(4, 3);
            events.epoch(5, 1, 0.8);
            service.jobIs(FakeService.job("SUCCEEDED", RESULTS));
            events.event(6, "job.succeeded", "{}");
        });

        assertThat(train().outLines())
                .filteredOn(line -> line.startsWith("epoch 1/3"))
                .hasSize(2);
    }

    @Test
    void theSubmittedSpecificationHasTheSetFieldsAndAKey() {
        succeedsAfterThreeEpochs();

        train("--set", "training.epochs=5", "--set", "network.solver=event");

        FakeService.Request submitted = service.requests.getFirst();
        assertThat(Json.MAPPER.readTree(submitted.body()))
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"name\":\"toy\",\"training\":{\"epochs\":5},\"network\":{\"solver\":\"event\"}}"));
        assertThat(submitted.idempotencyKey()).hasSize(36);
    }

    @Test
    void aRefusedSpecificationIsExplainedFieldByField() {
        service.refusesWith(422, """
                {"title": "Unprocessable Content", "status": 422, "detail": "the specification has 2 errors", "code": "spec.invalid",
                 "errors": [{"pointer": "/training/epochs", "message": "must be at least 1, was 0"},
                            {"pointer": "", "message": "is odd"}]}""");

        ClientRun run = train();

        assertThat(run.err().lines())
                .containsExactly(
                        "backspike: the specification has 2 errors",
                        "  /training/epochs  must be at least 1, was 0",
                        "  (document)        is odd");
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void aServiceThatFailsIsCodeThree() {
        service.refusesWith(500, "oops");

        ClientRun run = train();

        assertThat(run.err()).contains("HTTP status 500");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void aFileThatIsNotThereIsCodeTwoBeforeAnythingIsSent() {
        ClientRun run = ClientRun.of("train", folder.resolve("none.json").toString(), "--url", url());

        assertThat(run.err()).contains("none.json does not exist");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(service.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:1", "ftp://127.0.0.1", "http://", "'not a url'"})
    void aUrlThatIsNoneIsCodeTwo(String url) {
        assertThat(ClientRun.of("train", spec.toString(), "--url", url).exitCode())
                .isEqualTo(2);
    }

    @Test
    void aServiceElsewhereThatDoesNotAnswerIsCodeThree() {
        // .invalid never resolves (RFC 2606)
        ClientRun run = ClientRun.of("train", spec.toString(), "--url", "http://backspike.invalid:8080");

        assertThat(run.err()).contains("no service at http://backspike.invalid:8080");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void aPortThatSomethingElseHasIsCodeThree() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var connection = other.accept()) {
                    connection.getInputStream().read();
                    connection.getOutputStream().write("220 mail ESMTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // the client sees a closed connection, which is not Backspike either
                }
            });

            ClientRun run = ClientRun.of("train", spec.toString(), "--url", "http://127.0.0.1:" + other.getLocalPort());

            assertThat(run.err()).contains("is not Backspike").contains("--url");
            assertThat(run.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void followReturnsToAJobAndCancelEndsIt() {
        succeedsAfterThreeEpochs();

        ClientRun followed = ClientRun.of("follow", FakeService.JOB, "--url", url());
        ClientRun again = ClientRun.of("follow", FakeService.JOB, "--url", url());
        ClientRun cancelled = ClientRun.of("cancel", FakeService.JOB, "--url", url());
        ClientRun paused = ClientRun.of("pause", FakeService.JOB, "--url", url());
        ClientRun unknown = ClientRun.of("follow", "nosuch", "--url", url());

        assertThat(followed.outLines()).anyMatch(line -> line.startsWith("epoch 3/3"));
        assertThat(again.outLines()).singleElement().asString().startsWith("SUCCEEDED");
        assertThat(cancelled.out()).isEqualTo("job 0192aa is cancelled\n");
        assertThat(paused.exitCode()).isZero();
        assertThat(paused.out()).isEqualTo("job 0192aa is saving a checkpoint to pause\n");
        assertThat(unknown.err()).contains("there is no such job");
        assertThat(unknown.exitCode()).isEqualTo(2);
    }

    private void succeedsAfterThreeEpochs() {
        service.streams(events -> {
            events.event(1, "job.running", "{}");
            events.started(2, 3);
            events.epoch(3, 1, 0.8);
            events.epoch(4, 2, 0.9);
            events.epoch(5, 3, 0.979);
            service.jobIs(FakeService.job("SUCCEEDED", RESULTS));
            events.event(6, "job.succeeded", "{}");
        });
    }

    private ClientRun train(String... options) {
        return ClientRun.of(Stream.concat(Stream.of("train", spec.toString(), "--url", url()), Arrays.stream(options))
                .toArray(String[]::new));
    }

    private LocalService noLauncher() {
        return new LocalService(folder.resolve("none"), "./backspike", folder, Duration.ZERO);
    }

    private String url() {
        return service.url().toString();
    }
}
