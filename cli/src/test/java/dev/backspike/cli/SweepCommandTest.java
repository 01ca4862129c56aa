package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.backspike.cli.ClientRun.Screen;
import dev.backspike.cli.follow.ResultsTable;
import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.LocalService;
import dev.backspike.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./backspike sweep} against a service that plays a sweep of four runs. */
class SweepCommandTest {

    private static final String SWEEP = "s0123456789abcdefgh";
    private static final String RESULTS = """
            {"objective": {"series": "validation.accuracy"}, "configurations": [
              {"rank": 1, "parameters": {"/training/optimiser/learningRate": 0.005}, "n": 2, "runs": 2, "mean": 0.971,
               "deviation": 0.0042, "bestJob": "j1", "epochs": 10},
              {"rank": null, "parameters": {"/training/optimiser/learningRate": 10}, "n": 0, "runs": 2, "mean": null,
               "deviation": null, "bestJob": null, "epochs": 0}]}""";

    @TempDir
    private Path folder = Path.of("");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    /** What the service answers, one after the other, the last one for ever. */
    private final Deque<String> states = new ArrayDeque<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @BeforeEach
    void service() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(line + " " + body);
            byte[] answer = answer(line).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized String answer(String line) {
        if (line.startsWith("GET /actuator/health")) {
            return "{\"status\": \"UP\"}";
        }
        if (line.endsWith("/results")) {
            return RESULTS;
        }
        return states.size() > 1 ? states.remove() : states.element();
    }

    @Test
    void aSweepIsFollowedFromStateToStateAndEndsWithItsTable() throws IOException {
        states.add(sweep("RUNNING", "\"QUEUED\": 3, \"RUNNING\": 1", 0));
        states.add(sweep("RUNNING", "\"QUEUED\": 3, \"RUNNING\": 1", 0));
        states.add(sweep("RUNNING", "\"SUCCEEDED\": 2, \"RUNNING\": 1, \"PAUSED\": 1", 0));
        states.add(sweep("SUCCEEDED", "\"SUCCEEDED\": 2, \"CANCELLED\": 2", 2));

        ClientRun run = sweep();

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.outLines())
                .containsExactly(
                        "sweep " + SWEEP + " (rates) accepted: 4 runs, 2 configurations",
                        "0/4 runs ended  1 running  3 queued",
                        "2/4 runs ended  1 running  1 waiting",
                        "4/4 runs ended  2 stopped",
                        "rank  learningRate  validation.accuracy  n    epochs  best run",
                        "1     0.005         97.10 +- 0.42 %      2/2  10      j1",
                        "-     10            -                    0/2  0       -",
                        "SUCCEEDED  2 runs succeeded  2 runs stopped by the sweep",
                        "results as CSV: curl -fsS -H 'Accept: text/csv' " + url() + "/api/v1/sweeps/" + SWEEP
                                + "/results");
    }

    @Test
    void whatIsToBeKnownOfARankingIsSaidBelowIt() {
        JsonNode results = Json.MAPPER.readTree(RESULTS);
        ((ObjectNode) results).put("caution", "ranked by the test data");

        assertThat(new ResultsTable(results).text()).endsWith("-\nNOTE: ranked by the test data\n");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, FAILED, failed", "CANCELLED, CANCELLED, cancelled"})
    void runsThatFailedOrWereCancelledAreCodeOne(String state, String count, String word) throws IOException {
        states.add(sweep(state, "\"SUCCEEDED\": 3, \"" + count + "\": 1", 0));

        ClientRun run = sweep();

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_SUCCEEDED);
        assertThat(run.out()).contains(state + "  3 runs succeeded  1 run " + word);
        assertThat(run.out().contains("state=FAILED")).isEqualTo(state.equals("FAILED"));
    }

    @Test
    void jsonIsTheResourceWithItsResults() throws IOException {
        states.add(sweep("SUCCEEDED", "\"SUCCEEDED\": 4", 0));

        ClientRun run = sweep("--json");

        JsonNode printed = Json.MAPPER.readTree(run.out());
        assertThat(printed.path("id").asString()).isEqualTo(SWEEP);
        assertThat(printed.path("results")).hasSize(2);
        assertThat(run.err()).contains("accepted");
    }

    @Test
    void aTerminalShowsOneLineRedrawn() throws IOException {
        states.add(sweep("SUCCEEDED", "\"SUCCEEDED\": 4", 0));

        ClientRun run = ClientRun.on(Screen.TERMINAL, none(), "sweep", spec(), "--url", url());

        assertThat(run.out()).contains("\r\033[K[########--------] 4/4 runs ended\n");
    }

    @Test
    void whatIsSetReachesTheService() throws IOException {
        states.add(sweep("SUCCEEDED", "\"SUCCEEDED\": 4", 0));

        sweep("--set", "base.training.epochs=5");

        assertThat(requests)
                .anySatisfy(request -> assertThat(request)
                        .isEqualTo("POST /api/v1/sweeps {\"name\":\"rates\",\"base\":{\"training\":{\"epochs\":5}}}"));
    }

    @Test
    void theOtherCommandsTakeASweepAsTheyTakeAJob() {
        states.add(sweep("CANCELLED", "\"CANCELLED\": 4", 0));

        ClientRun followed = ClientRun.of("follow", SWEEP, "--url", url());
        ClientRun cancelled = ClientRun.of("cancel", SWEEP, "--url", url());
        ClientRun resumed = ClientRun.of("resume", SWEEP, "--url", url());
        ClientRun retried = ClientRun.of("retry", SWEEP, "--url", url());

        assertThat(followed.exitCode()).isEqualTo(ExitCode.NOT_SUCCEEDED);
        assertThat(followed.out()).contains("CANCELLED  4 runs cancelled");
        assertThat(cancelled.out()).isEqualTo("sweep " + SWEEP + " is cancelled\n");
        assertThat(resumed.out()).startsWith("sweep " + SWEEP + " is ");
        assertThat(retried.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(retried.err()).contains("is a sweep; retry its runs one by one");
        assertThat(requests).contains("POST /api/v1/sweeps/" + SWEEP + ":cancel ");
    }

    private static String sweep(String state, String counts, int stopped) {
        boolean ended = !state.equals("RUNNING");
        return """
                {"id": "%s", "name": "rates", "state": "%s", "runs": 4, "configurations": 2, "counts": {%s},
                 "stoppedBySweep": %d, "percent": 50.0, "objective": {"series": "validation.accuracy"}, "best": null,
                 "endedAt": %s}""".formatted(SWEEP, state, counts, stopped, ended ? "\"2026-01-01T10:00:00Z\"" : "null");
    }

    private String spec() throws IOException {
        return Files.writeString(folder.resolve("sweep.json"), "{\"name\":\"rates\",\"base\":{}}")
                .toString();
    }

    private ClientRun sweep(String... options) throws IOException {
        return ClientRun.of(Stream.concat(Stream.of("sweep", spec(), "--url", url()), Arrays.stream(options))
                .toArray(String[]::new));
    }

    private static LocalService none() {
        return new LocalService(Path.of("/nonexistent"), "./backspike", Path.of("/nonexistent"), Duration.ZERO);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
