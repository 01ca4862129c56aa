package dev.backspike.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.Service;
import dev.backspike.api.artifact.S3Server;
import dev.backspike.api.artifact.SharedFiles;
import dev.backspike.api.storage.DefectiveContentException;
import dev.backspike.api.storage.Integrity;
import dev.backspike.common.id.DatasetName;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Two replicas of the service that share a database and a bucket, but no disk: the second one is a folder of its own.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:shared-uploads;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "backspike.inspection.mode=embedded",
            "backspike.worker.enabled=false",
            "backspike.artifacts.store=s3",
            "backspike.artifacts.s3.bucket=shared",
            "backspike.artifacts.s3.prefix=backspike/",
            "backspike.artifacts.s3.path-style=true"
        })
class SharedUploadsTest {

    /** Labels in IDX: two samples, of the classes 0 and 9. */
    private static final byte[] CONTENT = {0, 0, 8, 1, 0, 0, 0, 2, 0, 9};

    private static final DatasetName DIGITS = new DatasetName("digits");
    private static final FileName LABELS = new FileName("labels");

    @TempDir
    static Path data;

    @TempDir
    static Path other;

    @SuppressWarnings("NullAway.Init") // set before the service starts
    private static S3Server server;

    @LocalServerPort
    private int port;

    @Autowired
    private SharedFiles shared;

    @Autowired
    private UploadTable table;

    @Autowired
    private UploadContents contents;

    @Autowired
    private UploadFolder folder;

    @Autowired
    private Integrity integrity;

    @Autowired
    private Clock clock;

    private Service service = new Service(0);
    private BucketContents elsewhere;

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) throws InterruptedException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        server = new S3Server();
        server.createBucket("shared");
        URI url = server.url();
        registry.add("backspike.data.directory", data::toString);
        registry.add("backspike.artifacts.s3.endpoint", url::toString);
    }

    @AfterAll
    static void stopServer() {
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @BeforeEach
    void upload() {
        elsewhere = new BucketContents(new UploadFolder(other), shared);
        service = new Service(port);
        service.http()
                .put()
                .uri("/api/v1/datasets/digits/files/labels")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(CONTENT)
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
    }

    @Test
    void anotherReplicaHasWhatWasUploadedToThisOne() throws IOException {
        UploadedFile file = file();
        assertThat(elsewhere.local(file)).hasBinaryContent(CONTENT);
        assertThat(elsewhere.stored(file).open()).hasBinaryContent(CONTENT);
        assertThat(elsewhere.local(file)).startsWith(other);

        contents.delete(file.storedAs());
        assertThat(shared.version(file.storedAs())).isEmpty();
        service.http()
                .get()
                .uri("/api/v1/worker/files/" + file.sha256())
                .exchange()
                .expectStatus()
                .isEqualTo(410);
        forget();
    }

    @Test
    void aWorkerReceivesItFromTheBucketAndSamplesAreReadAfterTheCopyIsGone() throws IOException {
        UploadedFile file = file();
        folder.delete(file.storedAs());
        byte[] received = service.http()
                .get()
                .uri("/api/v1/worker/files/" + file.sha256())
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(byte[].class)
                .returnResult()
                .getResponseBody();
        assertThat(received).isEqualTo(CONTENT);
        assertThat(folder.everything()).isEmpty();
        assertThat(service.get("/api/v1/datasets/digits/files/labels/samples").path("samples"))
                .isNotEmpty();
        assertThat(folder.everything()).hasSize(1);
    }

    @Test
    void anObjectWithOtherBytesIsNotUsed() throws IOException {
        UploadedFile file = file();
        Path wrong = Files.writeString(other.resolve("wrong"), "wrong");
        shared.put(file.storedAs(), Sha256.ofUtf8("wrong"), wrong);
        UploadFolder third = new UploadFolder(other.resolve("third"));
        assertThatThrownBy(() -> new BucketContents(third, shared).local(file))
                .isInstanceOf(DefectiveContentException.class)
                .hasMessageContaining("damaged");
        assertThat(third.everything()).as("copies").isEmpty();
        assertThatThrownBy(() -> integrity.require("it", contents.stored(file), file.sha256()))
                .isInstanceOf(DefectiveContentException.class);
        forget();
    }

    @Test
    void leftoversInTheBucketAndUnusedCopiesAreDeletedOnceTheyAreOld() throws IOException {
        UploadedFile file = file();
        Path copy = contents.local(file);
        FileName lost = new FileName("an-upload-whose-service-died");
        shared.put(lost, Sha256.ofUtf8("x"), Files.writeString(other.resolve("x"), "x"));
        Clock later = Clock.offset(clock, Duration.ofDays(3));
        AtomicLong nanos = new AtomicLong();
        LeftoverUploads leftovers = new LeftoverUploads(table, folder, shared, later, nanos::get);

        leftovers.delete();
        assertThat(shared.version(lost)).as("a clock set forward").isPresent();
        assertThat(copy).exists();
        nanos.addAndGet(LeftoverUploads.SEEN.toNanos());
        leftovers.delete();
        assertThat(shared.version(lost)).isEmpty();
        assertThat(shared.version(file.storedAs())).isPresent();
        assertThat(copy).doesNotExist();

        Path used = contents.local(file);
        leftovers = new LeftoverUploads(table, folder, shared, clock, nanos::get);
        Files.getFileAttributeView(used, BasicFileAttributeView.class)
                .setTimes(FileTime.from(Instant.now().minus(Duration.ofDays(9))), null, null);
        leftovers.delete();
        nanos.addAndGet(LeftoverUploads.SEEN.toNanos());
        leftovers.delete();
        assertThat(used).as("used today").exists();
    }

    private UploadedFile file() {
        return table.find(DIGITS, LABELS).orElseThrow();
    }

    private void forget() {
        service.http()
                .delete()
                .uri("/api/v1/datasets/digits")
                .exchange()
                .expectStatus()
                .isNoContent();
    }
}
