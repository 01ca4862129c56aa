package dev.backspike.api.artifact;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.WorkerApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

/** A stored file that is missing or whose bytes have changed is never served as if it were whole. */
@ServiceTest
class DefectiveContentTest {

    private static final String CONTENT = "weights of a network";

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private MeterRegistry meters;

    @Value("${backspike.data.directory}")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    private Service service;
    private PlayedWorker worker;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from uploaded_file").update();
        service = new Service(port);
        worker = new PlayedWorker(api, "w");
    }

    @Test
    void aWholeFileIsServedInFullInRangesAndByItsETag() {
        String model = model("whole");

        assertThat(text(get(model).expectStatus().isOk())).isEqualTo(CONTENT + "whole");
        assertThat(text(get(model, "Range", "bytes=3-6").expectStatus().isEqualTo(HttpStatus.PARTIAL_CONTENT)))
                .isEqualTo("ghts");
        get(model, "If-None-Match", eTag("whole")).expectStatus().isNotModified();
    }

    @Test
    void aMissingModelIsGone() throws IOException {
        String model = model("missing");
        get(model).expectStatus().isOk();
        double before = counted("missing");
        Files.delete(stored("missing"));

        problem(get(model), HttpStatus.GONE, "file-missing");
        problem(get(model, "Range", "bytes=0-1"), HttpStatus.GONE, "file-missing");
        problem(get(model, "If-None-Match", eTag("missing")), HttpStatus.GONE, "file-missing");
        head(model).expectStatus().isEqualTo(HttpStatus.GONE);
        assertThat(counted("missing") - before).isEqualTo(4);
    }

    @Test
    void aModelOfWhichOneBitHasChangedIsNotServedUntilItIsRestored() throws IOException {
        String model = model("damaged");
        get(model).expectStatus().isOk();
        double before = counted("damaged");
        byte[] content = Files.readAllBytes(stored("damaged"));
        byte[] changed = content.clone();
        changed[4] ^= 1;
        Files.write(stored("damaged"), changed);

        String detail = problem(get(model), HttpStatus.INTERNAL_SERVER_ERROR, "file-damaged")
                .path("detail")
                .asString();
        problem(get(model, "Range", "bytes=0-1"), HttpStatus.INTERNAL_SERVER_ERROR, "file-damaged");
        problem(get(model, "If-None-Match", eTag("damaged")), HttpStatus.INTERNAL_SERVER_ERROR, "file-damaged");
        head(model).expectStatus().isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);

        assertThat(detail).contains("the model of job").doesNotContain(data.toString());
        assertThat(counted("damaged") - before).isEqualTo(4);
        Files.write(stored("damaged"), content);
        get(model).expectStatus().isOk();
    }

    @Test
    void aTruncatedCheckpointIsServedNeitherToUsersNorToWorkers() throws IOException {
        service.submit();
        AttemptId attempt = worker.take().attempt();
        Sha256 sha256 = worker.save(attempt, 1, CONTENT, 0.5).sha256();
        Path file = stored("");
        Files.write(file, new byte[3]);

        problem(
                get("/api/v1/jobs/" + attempt.jobId() + "/checkpoints/1/content"),
                HttpStatus.INTERNAL_SERVER_ERROR,
                "file-damaged");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> api.loadFile(new WorkerName("w"), attempt.jobId(), 1, sha256))
                .withMessageContaining("file-damaged");
        Files.delete(file);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> api.loadFile(new WorkerName("w"), attempt.jobId(), 1, sha256))
                .withMessageContaining("file-missing");
    }

    @Test
    void aDamagedFileIsReplacedWhenItsContentIsStoredAgain() throws IOException {
        service.submit();
        AttemptId attempt = worker.take().attempt();
        worker.save(attempt, 1, CONTENT, 0.5);
        Files.writeString(stored(""), "something else");

        worker.save(attempt, 2, CONTENT, 0.4);

        assertThat(text(get("/api/v1/jobs/" + attempt.jobId() + "/checkpoints/2/content")))
                .isEqualTo(CONTENT);
    }

    @Test
    void aDataFileIsServedToWorkersOnlyWhileItIsWhole() throws IOException {
        byte[] labels =
                ByteBuffer.allocate(9).putInt(0x801).putInt(1).put((byte) 7).array();
        json(
                service.http()
                        .put()
                        .uri("/api/v1/datasets/defects/files/labels")
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .body(labels)
                        .exchange(),
                HttpStatus.CREATED);
        String path = "/api/v1/worker/files/" + Sha256.of(labels);
        get(path).expectStatus().isOk();
        Path file = newest(data.resolve("uploads"));

        Files.write(file, new byte[9]);
        problem(get(path), HttpStatus.INTERNAL_SERVER_ERROR, "file-damaged");
        Files.delete(file);
        problem(get(path), HttpStatus.GONE, "file-missing");
    }

    /** @return the path of the model of a job that has ended */
    private String model(String suffix) {
        service.submit();
        AttemptId attempt = worker.take().attempt();
        worker.store(attempt, "model.safetensors", CONTENT + suffix);
        worker.tell(attempt, new Succeeded());
        return "/api/v1/jobs/" + attempt.jobId() + "/model";
    }

    private static String eTag(String suffix) {
        return "\"" + Sha256.ofUtf8(CONTENT + suffix) + "\"";
    }

    /** Where the content lies on disk. */
    private Path stored(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("artifacts"))) {
            String name = Sha256.ofUtf8(CONTENT + suffix).text();
            List<Path> found = files.filter(file -> file.endsWith(name)).toList();
            return found.stream()
                    .max(Comparator.comparing(DefectiveContentTest::modified))
                    .orElseThrow();
        }
    }

    private static Path newest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.max(Comparator.comparing(DefectiveContentTest::modified))
                    .orElseThrow();
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double counted(String defect) {
        return meters.get("backspike.artifact.defects")
                .tag("defect", defect)
                .counter()
                .count();
    }

    private RestTestClient.ResponseSpec get(String path) {
        return service.http().get().uri(path).exchange();
    }

    private RestTestClient.ResponseSpec get(String path, String header, String value) {
        return service.http().get().uri(path).header(header, value).exchange();
    }

    private RestTestClient.ResponseSpec head(String path) {
        return service.http().method(HttpMethod.HEAD).uri(path).exchange();
    }

    private static String text(RestTestClient.ResponseSpec answer) {
        return new String(
                Objects.requireNonNull(
                        answer.expectBody(byte[].class).returnResult().getResponseBody()),
                UTF_8);
    }
}
