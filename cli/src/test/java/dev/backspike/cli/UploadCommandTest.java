package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
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

class UploadCommandTest {

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
                                    : "{\"reference\":\"uploaded:fsdd/a\",\"kind\":\"shd-hdf5\",\"samples\":7}")
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
        ClientRun run = ClientRun.of("upload", "models", file("a.nir", "one"), "--url", url);

        assertThat(run.outLines()).containsExactly("uploaded:models/a.nir  nir");
    }

    @Test
    void eachFileIsSentAndItsReferencePrinted() throws IOException {
        ClientRun run = ClientRun.of("upload", "fsdd", file("a b", "one"), file("b.gz", "two"), "--url", url);

        assertThat(run.exitCode()).isZero();
        assertThat(run.outLines()).hasSize(2).first().isEqualTo("uploaded:fsdd/a  shd-hdf5, 7 samples");
        assertThat(requests)
                .containsExactly(
                        "PUT /api/v1/datasets/fsdd/files/a%20b application/octet-stream one",
                        "PUT /api/v1/datasets/fsdd/files/b.gz application/octet-stream two");
    }

    @Test
    void theTokenInTheFileIsSentWithEveryFile() throws IOException {
        ClientRun.of(
                "upload", "fsdd", file("a", "1"), file("b", "2"), "--url", url, "--token-file", file("t", "bsk_x\n"));

        assertThat(tokens).containsExactly("Bearer bsk_x", "Bearer bsk_x");
    }

    @Test
    void aRefusalIsPrintedAndEndsIt() throws IOException {
        ClientRun run = ClientRun.of("upload", "full", file("a", "1"), file("b", "2"), "--url", url);

        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains("larger than the limit");
        assertThat(requests).hasSize(1);
    }

    @Test
    void nothingIsSentIfAFileIsMissing() throws IOException {
        ClientRun run = ClientRun.of(
                "upload", "fsdd", file("a", "1"), folder.resolve("absent").toString(), "--url", url);

        assertThat(run.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains("absent is not a readable file");
        assertThat(requests).isEmpty();
        assertThat(ClientRun.of("upload", "fsdd", "--url", url).exitCode()).isEqualTo(2);
    }

    @Test
    void noServiceIsCodeThree() throws IOException {
        server.stop(0);

        assertThat(ClientRun.of("upload", "fsdd", file("a", "1"), "--url", url).exitCode())
                .isEqualTo(ExitCode.UNREACHABLE);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
