package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainCommandTest {

    private final FakeService service;

    DrainCommandTest() throws IOException {
        service = new FakeService();
    }

    @AfterEach
    void close() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '[]',                           false, has none left",
        "'', '[{\"jobId\":\"j1\"}]',         false, finishes 1",
        "--hand-back, '[{\"jobId\":\"j1\"}]', true, requeues 1"
    })
    void saysWhatTheWorkerDoesWithWhatItHas(String option, String holds, boolean handBack, String says) {
        service.answers("POST /api/v1/workers/lab%20a:drain", 200, "{\"holds\":" + holds + "}");

        ClientRun run = option.isEmpty() ? run("drain", "lab a") : run("drain", "lab a", option);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("worker lab a leases no more jobs and " + says + "\n");
        assertThat(service.requests)
                .singleElement()
                .extracting(FakeService.Request::body)
                .isEqualTo("{\"handBack\": " + handBack + "}");
    }

    @Test
    void undrainLetsItTakeJobsAgain() {
        service.answers("POST /api/v1/workers/lab:undrain", 200, "{\"holds\":[]}");

        ClientRun run = run("undrain", "lab");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("worker lab leases jobs again\n");
    }

    @ParameterizedTest
    @CsvSource({"drain", "undrain"})
    void aWorkerThatIsNotThereIsBadInput(String command) {
        service.answers(
                "POST /api/v1/workers/nobody:" + command,
                404,
                "{\"title\":\"Not found\",\"status\":404,\"detail\":\"there is no worker nobody\"}");

        ClientRun run = run(command, "nobody");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no worker nobody");
    }

    @ParameterizedTest
    @CsvSource({"drain", "undrain"})
    void withoutAServiceItSaysSo(String command) {
        ClientRun run = ClientRun.of(command, "lab", "--url", "http://127.0.0.1:1");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("no answer from the service at http://127.0.0.1:1");
    }

    private ClientRun run(String command, String worker, String... options) {
        String[] args = new String[4 + options.length];
        args[0] = command;
        args[1] = worker;
        args[2] = "--url";
        args[3] = service.url().toString();
        System.arraycopy(options, 0, args, 4, options.length);
        return ClientRun.of(args);
    }
}
