package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogsCommandTest {

    private final FakeService service;

    LogsCommandTest() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void printsTheLogAsItIs() {
        service.answers("GET /api/v1/jobs/" + FakeService.JOB + "/logs", 200, "12:00 one\n12:01 two\n");

        ClientRun run =
                ClientRun.of("logs", FakeService.JOB, "--url", service.url().toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("12:00 one\n12:01 two\n");
    }

    @Test
    void ofOneAttempt() {
        service.answers("GET /api/v1/jobs/" + FakeService.JOB + "/logs?attempt=2", 200, "again\n");

        ClientRun run = ClientRun.of(
                "logs",
                FakeService.JOB,
                "--attempt",
                "2",
                "--url",
                service.url().toString());

        assertThat(run.out()).isEqualTo("again\n");
    }

    @Test
    void aJobThatIsNotThereIsBadInput() {
        service.answers(
                "GET /api/v1/jobs/nothing/logs",
                404,
                "{\"title\":\"Not found\",\"status\":404,\"detail\":\"there is no job nothing\"}");

        ClientRun run = ClientRun.of("logs", "nothing", "--url", service.url().toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no job nothing");
    }

    @Test
    void withoutAServiceItSaysSo() {
        ClientRun run = ClientRun.of("logs", FakeService.JOB, "--url", "http://127.0.0.1:1");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("no answer from the service at http://127.0.0.1:1");
    }
}
