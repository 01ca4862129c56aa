package dev.backspike.worker.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.engine.dataset.Datasets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchedFilesTest {

    private static final byte[] CONTENT = "spikes".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

    /** An answer of the service: fewer bytes than announced if it breaks off. */
    private record Answer(int status, int announced, byte[] body) {

        static Answer of(int status, byte[] body) {
            return new Answer(status, body.length, body);
        }
    }

    private final List<String> asked = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FetchedFiles files;

    private final Sha256 sha256 = Sha256.of(CONTENT);

    @BeforeEach
    void service() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI api = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/base");
        files = new FetchedFiles(
                api,
                "bsk_secret",
                new CacheFolder(folder.resolve("a/cache")),
                1 << 30,
                new CacheMeters(new SimpleMeterRegistry()),
                Duration.ofMillis(1));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aFileIsFetchedOnceAndKept() throws IOException {
        answers.add(Answer.of(200, CONTENT));
        Path file = files.locate(sha256);
        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(files.locate(sha256)).isEqualTo(file);
        assertThat(asked).containsExactly("/base/api/v1/worker/files/" + sha256);
        assertThat(folder.resolve("a/cache")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void itIsAskedForAgainUntilAllOfItHasArrivedUnchanged() throws IOException {
        answers.add(Answer.of(503, new byte[0]));
        answers.add(new Answer(200, CONTENT.length, new byte[100]));
        byte[] wrong = CONTENT.clone();
        wrong[5]++;
        answers.add(Answer.of(200, wrong));
        answers.add(Answer.of(200, CONTENT));
        assertThat(files.locate(sha256)).hasBinaryContent(CONTENT);
        assertThat(asked).hasSize(4);
    }

    @Test
    void whatTheServiceDoesNotHaveIsAskedForOnce() {
        answers.add(Answer.of(404, new byte[0]));
        assertThatThrownBy(() -> files.locate(sha256)).isInstanceOf(FileNotFoundException.class);
        assertThat(asked).hasSize(1);

        answers.add(Answer.of(404, new byte[0]));
        assertThatThrownBy(() -> resolve("uploaded:fsdd/train@" + sha256))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/dataset/train")
                .hasMessageContaining("does not have any more");
    }

    @Test
    void aServiceThatFailsForGoodIsGivenUp() {
        assertThatThrownBy(() -> files.locate(sha256))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("8 attempts")
                .hasMessageContaining("status 500");
        assertThat(folder.resolve("a/cache")).isDirectoryNotContaining("glob:**.part");
        assertThat(folder.resolve("a/cache/" + sha256)).doesNotExist();
        // which is no fault of the job
        assertThatThrownBy(() -> resolve("uploaded:fsdd/train@" + sha256))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("uploaded:fsdd/train");
    }

    @Test
    void aJobsReferenceLeadsToTheFile() throws IOException {
        answers.add(Answer.of(200, CONTENT));
        assertThat(resolve("uploaded:fsdd/train@" + sha256)).hasBinaryContent(CONTENT);
    }

    @Test
    void aReferenceWithoutAServiceIsRefused() {
        assertThatThrownBy(() -> new Datasets(folder).file("uploaded:fsdd/train", "/dataset/train"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("only a service can find");
    }

    private Path resolve(String reference) {
        return new Datasets(null, files).file(reference, "/dataset/train");
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getPath());
        assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer bsk_secret");
        Answer answer = answers.isEmpty() ? Answer.of(500, new byte[0]) : answers.removeFirst();
        exchange.sendResponseHeaders(answer.status(), answer.announced() == 0 ? -1 : answer.announced());
        exchange.getResponseBody().write(answer.body());
        if (answer.body().length < answer.announced()) {
            exchange.getResponseBody().flush();
        }
        exchange.close();
    }
}
