package dev.backspike.worker.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.id.Sha256;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes with one cache of 1000 bytes. */
@Timeout(120)
class SharedCacheTest {

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FileServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer();
    }

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
        server.close();
    }

    @Test
    void aFileIsFetchedByOneProcessForAll() throws Exception {
        Sha256 file = server.add(1, 400);
        server.pauseInTheMiddle(3_000);
        for (int i = 0; i < 3; i++) {
            process(file);
        }
        for (Process process : processes) {
            assertThat(answer(process)).isEqualTo("uses " + folder.resolve(file.text()));
        }
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void whatAnotherProcessUsesStaysUntilItsEnd() throws Exception {
        Sha256 first = server.add(1, 400);
        Process other = process(first);
        answer(other);
        FetchedFiles own = cache();
        use(own, server.add(2, 400));
        use(own, server.add(3, 400));
        assertThat(folder.resolve(first.text())).exists();

        other.destroyForcibly();
        assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
        use(own, server.add(4, 800));
        assertThat(folder.resolve(first.text())).doesNotExist();
    }

    @Test
    void aProcessThatIsKilledInTheMiddleOfADownloadLeavesNothingBehind() throws Exception {
        Sha256 wanted = server.add(1, 400);
        Sha256 forgotten = server.add(2, 400);
        server.pauseInTheMiddle(600_000);
        for (Sha256 file : List.of(wanted, forgotten)) {
            Process process = process(file);
            Path part = folder.resolve("." + file + ".part");
            while (!Files.exists(part) || Files.size(part) < 200) {
                assertThat(process.isAlive()).isTrue();
                Thread.sleep(20);
            }
            process.destroyForcibly();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(part).hasSize(200);
        }
        server.pauseInTheMiddle(0);

        assertThat(cache().locate(wanted)).hasSize(400);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    private FetchedFiles cache() {
        return new FetchedFiles(server.url(), null, folder, 1_000, new CacheMeters(new SimpleMeterRegistry()));
    }

    private static void use(FetchedFiles files, Sha256 sha256) {
        FilesInUse.during(() -> {
            try {
                assertThat(files.locate(sha256)).exists();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private Process process(Sha256 file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FetchingProcess.class.getName(),
                        server.url().toString(),
                        folder.toString(),
                        file.text())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    /** The first line that it does not log. */
    private static String answer(Process process) throws IOException {
        String line = process.inputReader().readLine();
        while (line != null && !line.startsWith("uses ")) {
            line = process.inputReader().readLine();
        }
        return String.valueOf(line);
    }
}
