package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.cli.service.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Listing, showing and comparing jobs, and downloading what they have trained. */
class JobsCommandTest {

    private static final String FIRST = """
            {"id": "j1", "name": "yin\\u001byang", "owner": "ada", "state": "SUCCEEDED", "labels": {"paper": "WP"},
             "stateReason": null, "waitReason": null, "sweep": null,
             "progress": {"epoch": 3, "epochs": 3, "percent": 100, "etaSeconds": null},
             "latest": {"test.accuracy": 0.937, "test.loss": 0.301, "train.samplesPerSecond": 3658.7},
             "best": {"validation.accuracy": 0.926, "test.accuracy": 0.95},
             "createdAt": "2026-01-01T00:00:00Z", "startedAt": "2026-01-01T00:00:01Z", "endedAt": "2026-01-01T00:01:06Z",
             "resolvedSpec": {"name": "yin", "training": {"epochs": 3, "optimiser": {"type": "adam"}},
                              "network": {"connections": [{"tauSyn": 5}]}}}""";

    private static final String SECOND = """
            {"id": "j2", "name": "wide", "owner": "local", "state": "QUEUED", "labels": {},
             "stateReason": null, "waitReason": {"code": "no-worker", "message": "no worker has a GPU"}, "sweep": null,
             "progress": {"epoch": 0, "epochs": 0}, "latest": {}, "best": {}, "createdAt": "2026-01-01T00:00:00Z",
             "startedAt": null, "endedAt": null,
             "resolvedSpec": {"name": "yin", "training": {"epochs": 5, "optimiser": {"type": "adam"}},
                              "network": {"connections": [{"tauSyn": 10}]}}}""";

    private final FakeService service;

    @TempDir
    private Path folder = Path.of("");

    JobsCommandTest() throws IOException {
        service = new FakeService();
        service.answers("GET /api/v1/jobs/j1", 200, FIRST);
        service.answers("GET /api/v1/jobs/j2", 200, SECOND);
        service.answers("GET /api/v1/jobs/j1/attempts?limit=200", 200, """
                {"attempts": [{"attempt": 1, "state": "LOST", "workers": ["w1"], "engine": "event",
                   "resumedCheckpoint": null, "failure": {"message": "its lease expired"}},
                  {"attempt": 2, "state": "SUCCEEDED", "workers": ["w2"], "engine": "event", "resumedCheckpoint": 4,
                   "failure": null}], "nextPageToken": null}""");
        service.answers("GET /api/v1/jobs/j1/checkpoints", 200, """
                {"checkpoints": [{"number": 4, "epoch": 2, "step": 31400, "state": "COMPLETE", "bytes": 40200,
                   "pinned": true}]}""");
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void listsJobsWithWhatTheyReachedAndWhyTheyWait() {
        service.answers(
                "GET /api/v1/jobs?limit=20",
                200,
                "{\"jobs\": [" + FIRST + "," + SECOND + "], \"nextPageToken\": null}");

        ClientRun run = run("jobs");

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines()).hasSize(3);
        assertThat(run.outLines().get(1))
                .matches("j1   yin\\?yang  SUCCEEDED  3/3    92.60 % validation  1:05 min  \\d+ d  +ada");
        assertThat(run.outLines().get(2)).matches("j2   wide +QUEUED +- +- +- +\\d+ d  +local  no worker has a GPU");
    }

    @Test
    void aTerminalShowsTheStateInColour() {
        service.answers("GET /api/v1/jobs?limit=20", 200, "{\"jobs\": [" + FIRST + "], \"nextPageToken\": null}");

        ClientRun run = ClientRun.onTerminal("jobs", "--url", service.url().toString());

        assertThat(run.out()).contains("\033[32mSUCCEEDED\033[0m");
    }

    @Test
    void filtersAreParametersOfTheQueryAndPagesAreRead() {
        String query = "GET /api/v1/jobs?state=RUNNING&state=RETRY_WAIT&label=a%3Db&name=yin*&sweep=s1&owner=ada";
        service.answers(
                query + "&limit=200",
                200,
                "{\"jobs\": [" + (FIRST + ",").repeat(199) + FIRST + "], \"nextPageToken\": \"t/1\"}");
        service.answers(
                query + "&limit=1&pageToken=t%2F1", 200, "{\"jobs\": [" + SECOND + "], \"nextPageToken\": \"x\"}");

        ClientRun run = run(
                "jobs",
                "--state",
                "running,retry-wait",
                "--label",
                "a=b",
                "--name",
                "yin*",
                "--sweep",
                "s1",
                "--owner",
                "ada",
                "--limit",
                "201",
                "--json");

        assertThat(run.err()).isEmpty();
        assertThat(json(run.out())).hasSize(201);
    }

    @Test
    void aLimitBelowOneIsWrongUsage() {
        ClientRun run = run("jobs", "--limit", "0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--limit must be at least 1, was 0");
    }

    @Test
    void showsAJobWithItsAttemptsAndCheckpoints() {
        assertThat(run("show", "j1").out()).isEqualTo("""
                job j1 (yin?yang)  SUCCEEDED
                owner      ada
                labels     paper=WP
                progress   epoch 3/3 (100 %)
                submitted  2026-01-01T00:00:00Z
                ran        1:05 min

                series                  latest   best
                test.accuracy           93.70 %  95.00 %
                test.loss               0.3010   -
                train.samplesPerSecond  3,659    -

                attempt  state      workers  engine  from          failure
                1        LOST       w1       event   start         its lease expired
                2        SUCCEEDED  w2       event   checkpoint 4  -

                checkpoint  epoch  step    state     size   pinned
                4           2      31,400  COMPLETE  40 kB  yes
                """);
    }

    @Test
    void theSpecificationCanBeSubmittedAgain() {
        assertThat(json(run("show", "j1", "--spec").out()))
                .isEqualTo(json(FIRST).path("resolvedSpec"));
        assertThat(run("show", "s000000000000000001", "--spec").err()).contains("jobs --sweep s000000000000000001");
    }

    @Test
    void comparesTheFieldsThatDiffer() {
        assertThat(run("compare", "j1", "j2").out()).isEqualTo("""
                                              j1         j2
                name                          yin?yang   wide
                state                         SUCCEEDED  QUEUED
                epoch                         3/3        -
                network.connections.0.tauSyn  5          10
                training.epochs               3          5
                best validation.accuracy      92.60 %    -
                latest test.accuracy          93.70 %    -
                latest test.loss              0.3010     -
                """);
    }

    @Test
    void oneJobIsNotEnoughToCompare() {
        assertThat(run("compare", "j1").exitCode()).isEqualTo(2);
    }

    @Test
    void aModelIsStoredUnderTheNameOfItsJob() throws Exception {
        String content = "weights";
        service.answers("GET /api/v1/jobs/j1/model?format=nir", 200, content, "\"" + sha256(content) + "\"");
        Path file = folder.resolve("net.nir");

        ClientRun run = run("model", "j1", "--format", "nir", "--output", file.toString());

        assertThat(run.out()).isEqualTo(file + "  7 B  sha256 " + sha256(content) + "\n");
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void otherBytesThanStatedAreNotKept() throws Exception {
        service.answers("GET /api/v1/jobs/j1/checkpoints/4/content", 200, "weights", "\"" + sha256("other") + "\"");
        Path file = folder.resolve("4.safetensors");

        ClientRun run = run("model", "j1", "--checkpoint", "4", "--output", file.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("what arrived has the SHA-256");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatExistsIsNotReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("mine"), "mine");

        ClientRun run = run("model", "j1", "--output", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("mine exists");
        assertThat(Files.readString(file)).isEqualTo("mine");
    }

    @Test
    void aCheckpointHasNoFormat() {
        assertThat(run("model", "j1", "--checkpoint", "4", "--format", "nir").err())
                .contains("--format is for models");
    }

    private static JsonNode json(String text) {
        return Json.MAPPER.readTree(text);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private ClientRun run(String... words) {
        return ClientRun.of(Stream.concat(
                        Arrays.stream(words), Stream.of("--url", service.url().toString()))
                .toArray(String[]::new));
    }
}
