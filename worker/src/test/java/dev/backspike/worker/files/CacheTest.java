package dev.backspike.worker.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.id.Sha256;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache of 1000 bytes, of which one process uses files of 400. */
@Timeout(60)
class CacheTest {

    private static final int BYTES = 400;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CacheMeters cacheMeters = new CacheMeters(meters);
    private final AtomicLong usable = new AtomicLong(1 << 30);

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FileServer server;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FetchedFiles files;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer();
        files = cache();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatWasNotUsedForLongestMakesRoom() {
        Sha256 first = server.add(1, BYTES);
        Sha256 second = server.add(2, BYTES);
        Sha256 third = server.add(3, BYTES);
        use(first);
        use(second);
        use(first);
        use(third);
        assertThat(folder.resolve(first.text())).exists();
        assertThat(folder.resolve(second.text())).doesNotExist();
        assertThat(folder.resolve(third.text())).exists();
        assertThat(count("requests", "result", "hit")).isEqualTo(1);
        assertThat(count("requests", "result", "miss")).isEqualTo(3);
        assertThat(count("fetched")).isEqualTo(3 * BYTES);
        assertThat(count("evictions")).isEqualTo(1);
        assertThat(meters.get("backspike.worker.cache.size").gauge().value()).isEqualTo(2 * BYTES);
    }

    @Test
    void whatAnAttemptUsesStaysUntilItEnds() {
        Sha256 first = server.add(1, BYTES);
        Sha256 second = server.add(2, BYTES);
        Sha256 third = server.add(3, BYTES);
        within(() -> {
            locate(first);
            locate(second);
            locate(third);
            assertThat(folder.resolve(first.text())).exists();
            assertThat(folder.resolve(second.text())).exists();
            assertThat(folder.resolve(third.text())).exists();
        });
        assertThat(folder.resolve(first.text())).doesNotExist();
        assertThat(folder.resolve(third.text())).exists();
    }

    @Test
    void aFileLargerThanTheCacheServesItsAttempt() {
        Sha256 large = server.add(1, 5_000);
        within(() -> assertThat(locate(large)).hasSize(5_000));
        assertThat(folder.resolve(large.text())).doesNotExist();
    }

    @Test
    void aFileThatWasDamagedBeforeARestartIsFetchedAgain() throws IOException {
        Sha256 file = server.add(1, BYTES);
        Path path = files.locate(file);
        FileTime changed = Files.getLastModifiedTime(path);
        Files.write(path, new byte[] {7}, StandardOpenOption.WRITE);
        Files.setLastModifiedTime(path, changed);

        assertThat(Sha256.of(Files.readAllBytes(cache().locate(file)))).isEqualTo(file);
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void aFileThatIsWrittenToIsFetchedAgain() throws IOException {
        Sha256 file = server.add(1, BYTES);
        Path path = files.locate(file);
        Files.write(path, new byte[] {7}, StandardOpenOption.WRITE);
        Files.setLastModifiedTime(path, FileTime.fromMillis(1_000_000));

        assertThat(Sha256.of(Files.readAllBytes(files.locate(file)))).isEqualTo(file);
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void anIntactFileIsUsedAfterARestart() throws IOException {
        Sha256 file = server.add(1, BYTES);
        FileTime changed = Files.getLastModifiedTime(files.locate(file));
        assertThat(Files.getLastModifiedTime(cache().locate(file))).isEqualTo(changed);
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aFullDiskIsRelievedOfFilesThatNobodyUses() {
        Sha256 first = server.add(1, BYTES);
        use(first);
        usable.set(100);
        Sha256 second = server.add(2, BYTES);
        assertThatThrownBy(() -> files.locate(second))
                .isInstanceOf(CacheDiskFullException.class)
                .hasMessageContaining("is full: 400 bytes are needed, 100 are free")
                .hasMessageContaining("backspike.datasets.cache")
                .hasMessageNotContaining(folder.toString());
        assertThat(folder.resolve(first.text())).doesNotExist();
        assertThat(folder).isDirectoryNotContaining("glob:**.part");

        usable.set(BYTES);
        use(second);
        assertThat(folder.resolve(second.text())).exists();
    }

    @Test
    void aCacheThatCannotBeWrittenIsNoFaultOfTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        FetchedFiles below = cache(new CacheFolder(file.resolve("cache")));
        assertThatThrownBy(() -> below.locate(server.add(1, BYTES)))
                .isInstanceOf(FileNotFetchedException.class)
                .hasMessageStartingWith("the cache of fetched files cannot be used");
    }

    /** An attempt that uses one file. */
    private void use(Sha256 sha256) {
        within(() -> locate(sha256));
        pause(); // file systems count time in steps
    }

    private static void within(Runnable attempt) {
        FilesInUse.during(attempt);
    }

    private Path locate(Sha256 sha256) {
        try {
            Path file = files.locate(sha256);
            pause();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FetchedFiles cache() {
        return cache(new CacheFolder(folder, _ -> usable.get()));
    }

    private FetchedFiles cache(CacheFolder where) {
        return new FetchedFiles(server.url(), null, where, 1_000, cacheMeters, Duration.ofMillis(1));
    }

    private double count(String name, String... tags) {
        return meters.get("backspike.worker.cache." + name).tags(tags).counter().count();
    }
}
