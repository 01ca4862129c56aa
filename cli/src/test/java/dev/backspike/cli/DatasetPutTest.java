package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.backspike.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetPutTest {

    private static final String SPIKES = """
            {"file": "a", "reference": "uploaded:fsdd/a", "kind": "shd-hdf5", "samples": 7, "channels": 4,
             "counts": {"samples": 7, "spikes": 21, "emptySamples": 1,
               "spikesPerSample": {"least": 0, "p5": 0, "median": 3, "p95": 6, "most": 6},
               "timesMs": {"least": 0.5, "p5": 1, "median": 12.5, "p95": 100, "most": 3.1e7},
               "spikeChannels": {"least": 0, "p5": 0, "median": 2, "p95": 3, "most": 3},
               "classes": [{"label": 0, "name": "b\\u001ba", "samples": 4}, {"label": 1, "name": "c", "samples": 3}],
               "speakers": [{"speaker": "3", "samples": 4}, {"speaker": "x", "samples": 3}]},
             "warnings": [{"code": "empty-samples", "message": "1 of 7 samples have no spike"}]}""";

    private static final String SAMPLES = """
            {"samples": [{"sample": 0, "label": 1, "className": "c", "speaker": "3", "spikes": 4,
              "times": [0, 4, 8, 8], "channels": [0, 0, 3, 3]}], "nextPageToken": "Mg"}""";

    @TempDir
    private Path folder = Path.of("");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    private String url = "";

    /** Takes every file but those of the data set {@code full}. */
    @BeforeEach
    void service() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getRawPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + path + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body);
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            boolean full = path.contains("/full/");
            byte[] answer = (full
                            ? "{\"status\":413,\"detail\":\"the body is larger than the limit\"}"
                            : path.contains("/models/")
                                    ? "{\"reference\":\"uploaded:models/a.nir\",\"kind\":\"nir\"}"
                                    : path.endsWith("/samples") ? SAMPLES : SPIKES)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(full ? 413 : 201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aModelHasNoSamples() throws IOException {
        ClientRun run = ClientRun.of("datasets", "put", "models", file("a.nir", "one"), "--url", url);

        assertThat(run.outLines()).containsExactly("uploaded:models/a.nir  nir");
    }

    @Test
    void eachFileIsSentAndItsReferencePrinted() throws IOException {
        ClientRun run = ClientRun.of("datasets", "put", "fsdd", file("a b", "one"), file("b.gz", "two"), "--url", url);

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines())
                .filteredOn(line -> line.startsWith("uploaded:"))
                .containsExactly("uploaded:fsdd/a  shd-hdf5", "uploaded:fsdd/a  shd-hdf5");
        assertThat(requests)
                .filteredOn(request -> request.startsWith("PUT"))
                .containsExactly(
                        "PUT /api/v1/datasets/fsdd/files/a%20b application/octet-stream one",
                        "PUT /api/v1/datasets/fsdd/files/b.gz application/octet-stream two");
    }

    @Test
    void whatTheFileHoldsIsShownWithItsWarningsAndASample() throws IOException {
        ClientRun run = ClientRun.of("datasets", "put", "fsdd", file("a", "one"), "--url", url);

        assertThat(run.outLines())
                .containsExactly(
                        "uploaded:fsdd/a  shd-hdf5",
                        "  7 samples with 21 spikes (0 to 6 each, median 3), 1 samples without spikes",
                        "  times 0.500 to 31,000,000 ms, median 12.5 ms",
                        "  channels 0 to 3, median 2",
                        "  samples by class: b?a 4, c 3",
                        "  2 speakers, 3 to 4 samples each",
                        "  WARNING: 1 of 7 samples have no spike",
                        "  sample 0, class 1 (c), speaker 3, 4 spikes",
                        "        3 |                                                               :",
                        "          |",
                        "          |",
                        "        0 |.                               .",
                        "          0                                                           8 ms");
        assertThat(requests).last().asString().startsWith("GET /api/v1/datasets/fsdd/files/a/samples");
    }

    @Test
    void withoutSamplesNothingIsDrawn() throws IOException {
        ClientRun run = ClientRun.of("datasets", "put", "fsdd", file("a", "one"), "--samples", "0", "--url", url);

        assertThat(run.out()).contains("7 samples").doesNotContain("sample 0");
        assertThat(requests).hasSize(1);
        assertThat(ClientRun.of("datasets", "put", "fsdd", file("a", "one"), "--samples", "21", "--url", url)
                        .exitCode())
                .isEqualTo(ExitCode.BAD_INPUT);
    }

    @Test
    void theTokenInTheFileIsSentWithEveryFile() throws IOException {
        ClientRun.of(
                "datasets",
                "put",
                "fsdd",
                file("a", "1"),
                file("b", "2"),
                "--url",
                url,
                "--token-file",
                file("t", "bsk_x\n"));

        assertThat(tokens).hasSize(4).containsOnly("Bearer bsk_x");
    }

    @Test
    void aRefusalIsPrintedAndEndsIt() throws IOException {
        ClientRun run = ClientRun.of("datasets", "put", "full", file("a", "1"), file("b", "2"), "--url", url);

        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains("larger than the limit");
        assertThat(requests).hasSize(1);
    }

    @Test
    void nothingIsSentIfAFileIsMissing() throws IOException {
        ClientRun run = ClientRun.of(
                "datasets",
                "put",
                "fsdd",
                file("a", "1"),
                folder.resolve("absent").toString(),
                "--url",
                url);

        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains("absent is not a readable file");
        assertThat(requests).isEmpty();
        assertThat(ClientRun.of("datasets", "put", "fsdd", "--url", url).exitCode())
                .isEqualTo(2);
    }

    @Test
    void noServiceIsCodeThree() throws IOException {
        server.stop(0);

        assertThat(ClientRun.of("datasets", "put", "fsdd", file("a", "1"), "--url", url)
                        .exitCode())
                .isEqualTo(ExitCode.UNREACHABLE);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
