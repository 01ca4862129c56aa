package dev.backspike.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backspike.cli.dataset.DatasetSource.Download;
import dev.backspike.cli.terminal.CommandFailedException;
import dev.backspike.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Published data sets are fetched whole, once, and only with the bytes that were published. */
class GetCommandTest {

    private static final String PLAIN = "images ".repeat(40_000);

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer server;

    @BeforeEach
    void source() throws IOException {
        files.put("images.gz", PLAIN.getBytes(StandardCharsets.UTF_8));
        files.put("spikes.h5.zip", zip("spikes.h5", "spikes"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/data/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void filesAreStoredAndArchivesUnpacked() throws Exception {
        get();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(Files.readString(folder.resolve("toy/images.gz"))).isEqualTo(PLAIN);
        assertThat(Files.readString(folder.resolve("toy/spikes.h5"))).isEqualTo("spikes");
        try (var left = Files.list(folder.resolve("toy"))) {
            assertThat(left).hasSize(2);
        }
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        get();
        requests.clear();

        get();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("images.gz is there", "spikes.h5 is there");
        assertThat(requests).isEmpty();
    }

    @Test
    void anInterruptedDownloadContinuesWhereItStopped() throws Exception {
        cuts.set(2);

        get();

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("trying again");
        assertThat(Files.readString(folder.resolve("toy/images.gz"))).isEqualTo(PLAIN);
        assertThat(requests)
                .filteredOn(request -> request.contains("images.gz bytes="))
                .isNotEmpty();
    }

    @Test
    void aLaterCommandContinuesToo() throws Exception {
        cuts.set(5);
        assertThatThrownBy(this::get).hasMessageContaining("the same command continues where it stopped");
        assertThat(folder.resolve("toy/images.gz")).doesNotExist();
        long arrived = Files.size(folder.resolve("toy/images.gz.part"));
        requests.clear();

        get();

        assertThat(requests.getFirst()).isEqualTo("images.gz bytes=" + arrived + "-");
        assertThat(Files.readString(folder.resolve("toy/images.gz"))).isEqualTo(PLAIN);
    }

    @Test
    void otherBytesThanThePublishedOnesAreDeleted() throws Exception {
        assertThatThrownBy(() -> get(Download.plain("images.gz", "0".repeat(32))))
                .isInstanceOfSatisfying(
                        CommandFailedException.class,
                        failed -> assertThat(failed.exitCode()).isEqualTo(3))
                .hasMessageContaining("sent other bytes than its publishers state");
        try (var left = Files.list(folder.resolve("toy"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFileThatTheSourceLacksIsNamed() throws Exception {
        assertThatThrownBy(() -> get(Download.plain("absent.gz", "0".repeat(32))))
                .hasMessageContaining("absent.gz answered with HTTP status 404");
    }

    @Test
    void anArchiveWithoutItsFileIsRefused() throws Exception {
        files.put("spikes.h5.zip", zip("../other", "spikes"));

        assertThatThrownBy(this::get).hasMessageContaining("the archive of spikes.h5 does not hold it");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> run(DatasetSource.published(), "cifar"))
                .hasMessage("there is no data set cifar to fetch; known: shd, ssc, mnist, fashion-mnist");
    }

    @Test
    void withoutANameTheDataSetsAreListed() throws Exception {
        run(DatasetSource.published());

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("shd ");
    }

    private void get() throws Exception {
        get(Download.plain("images.gz", md5("images.gz")), Download.zip("spikes.h5.zip", md5("spikes.h5.zip")));
    }

    private void get(Download... downloads) throws Exception {
        run(
                List.of(new DatasetSource("toy", "a toy", base(), "toy", List.of(downloads))),
                "toy",
                "--directory",
                folder.toString());
    }

    private void run(List<DatasetSource> sources, String... words) throws InterruptedException {
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                100,
                "./backspike");
        GetCommand command = new GetCommand(terminal, sources, Duration.ZERO);
        CommandLine.populateCommand(command, words);
        assertThat(command.call()).isZero();
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/data/");
    }

    private String md5(String file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(files.get(file)));
    }

    /** Answers ranges, and while there are cuts left ends the connection after 100,000 bytes of {@code images.gz}. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = exchange.getRequestURI().getPath().substring("/data/".length());
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(name + (range == null ? "" : " " + range));
            byte[] file = files.get(name);
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            int length = file.length - from;
            exchange.sendResponseHeaders(range == null ? 200 : 206, length);
            boolean cut = name.equals("images.gz") && cuts.getAndDecrement() > 0;
            exchange.getResponseBody().write(file, from, cut ? Math.min(length / 2, 30_000) : length);
        }
    }

    private static byte[] zip(String entry, String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
