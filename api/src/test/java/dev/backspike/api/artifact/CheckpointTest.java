package dev.backspike.api.artifact;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backspike.api.MovableClock;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.api.job.JobQueue;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent.Cancelled;
import dev.backspike.common.event.AttemptEvent.Checkpointed;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ResumePoint;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** What is a checkpoint, what is not yet or no longer one, and where an attempt goes on. */
@ServiceTest
class CheckpointTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private StoredContents contents;

    @Autowired
    private MovableClock clock;

    @Autowired
    private JobQueue queue;

    @Autowired
    private TransactionTemplate transaction;

    @Value("${backspike.data.directory}")
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Autowired
    private ArtifactStore store;

    @Autowired
    private ArtifactProperties properties;

    private final AtomicLong nanos = new AtomicLong();

    private Service service;
    private PlayedWorker worker;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        service = new Service(port);
        worker = new PlayedWorker(api, "w");
    }

    @Test
    void aFileBecomesACheckpointWithItsEvent() {
        AttemptId attempt = begin(4);
        StoredArtifact file = worker.upload(attempt, "weights");
        assertThat(checkpoints(attempt.jobId().text())).isEmpty();

        worker.tell(attempt, new Checkpointed(1, 1, file.sha256(), file.bytes(), Map.of("train.loss", 0.5)));

        JsonNode saved = checkpoints(attempt.jobId().text()).getFirst();
        assertThat(saved.path("number").asInt()).isEqualTo(1);
        assertThat(saved.path("state").asString()).isEqualTo("COMPLETE");
        assertThat(saved.path("sha256").asString()).isEqualTo(file.sha256().text());
        assertThat(saved.at("/values").path("train.loss").asDouble()).isEqualTo(0.5);
        assertThat(service.eventTypes(attempt.jobId())).endsWith("checkpoint");
        assertThat(content(attempt.jobId().text(), 1)).isEqualTo("weights".getBytes(UTF_8));
    }

    /** What an attack on the service once did: read a file outside of the artifacts, and let retention delete it. */
    @ParameterizedTest
    @ValueSource(strings = {"../../canary", "../../canary/.", "", "%2e%2e%2f%2e%2e%2fcanary", "CANARY"})
    void aReportWhoseHashIsNoHashIsRefusedAndNoFileIsTouched(String hash) throws IOException {
        Path canary = Files.writeString(data.resolve("canary"), "alive");
        AttemptId attempt = begin(1);
        for (int step = 1; step <= 3; step++) {
            String report = """
                    {"worker": "w", "attempt": {"jobId": "%s", "number": 1}, "events": [{"sequence": 1,
                     "at": "2026-01-01T00:00:00Z", "event": {"type": "checkpointed", "epoch": %d, "step": %d,
                     "sha256": "%s", "bytes": 5, "values": {}}}]}""".formatted(attempt.jobId(), step, step, hash);

            JsonNode refused = problem(
                    service.post("/api/v1/worker/report", report), HttpStatus.UNPROCESSABLE_CONTENT, "bad-sha256");

            assertThat(refused.at("/errors/0/pointer").asString()).isEqualTo("/events/0/event/sha256");
            assertThat(refused.at("/errors/0/message").asString()).contains("64 lower-case hexadecimal digits");
        }
        worker.save(attempt, 1, "one", 0.5);
        worker.save(attempt, 2, "two", 0.5);
        sweepTwice(clock.instant().plusSeconds(60));

        assertThat(numbers(attempt.jobId().text())).contains(2).doesNotContain(3);
        assertThat(canary).hasContent("alive");
    }

    @Test
    void theNextAttemptGoesOnFromTheLatestAndCanFetchIt() {
        AttemptId first = begin(4);
        worker.save(first, 1, "one", 0.5);
        StoredArtifact second = worker.save(first, 2, "two", 0.4);
        worker.tell(first, new Released());

        Grant next = worker.take();

        assertThat(next.resume()).isEqualTo(new ResumePoint(2, second.sha256(), 2, 2));
        assertThat(api.loadFile(new WorkerName("w"), first.jobId(), 2, second.sha256()))
                .isEqualTo("two".getBytes(UTF_8));
        assertThat(service.job(first.jobId()).at("/progress/step").asInt()).isEqualTo(2);
        assertThatExceptionOfType(StaleAttemptException.class)
                .isThrownBy(() -> api.loadFile(new WorkerName("w"), first.jobId(), 1, second.sha256()));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> api.loadFile(new WorkerName("w"), first.jobId(), 2, new Sha256("0".repeat(64))));
    }

    @Test
    void anAttemptThatIsNoLongerCurrentLeavesNothing() {
        AttemptId old = begin(4);
        StoredArtifact file = worker.upload(old, "weights");
        worker.tell(old, new Released());
        worker.take();

        assertThatExceptionOfType(StaleAttemptException.class).isThrownBy(() -> worker.upload(old, "late"));
        assertThatExceptionOfType(StaleAttemptException.class)
                .isThrownBy(() -> worker.tell(old, new Checkpointed(1, 1, file.sha256(), file.bytes(), Map.of())));
        assertThat(checkpoints(old.jobId().text())).isEmpty();
    }

    @Test
    void aReportThatIsRefusedMakesNoCheckpoint() {
        AttemptId attempt = begin(4);
        StoredArtifact file = worker.upload(attempt, "weights");
        worker.measure(attempt, 1, 0.5);
        Checkpointed saved = new Checkpointed(1, 1, file.sha256(), file.bytes(), Map.of());
        List<SequencedEvent> twice = List.of(
                new SequencedEvent(2, Instant.EPOCH, saved),
                new SequencedEvent(3, Instant.EPOCH, new Measured(1, 1, Map.of("train.loss", 0.5))));

        assertThatThrownBy(() -> api.report(new Report(new WorkerName("w"), attempt, twice)))
                .hasMessageContaining("duplicate-point");
        assertThat(checkpoints(attempt.jobId().text())).isEmpty();
    }

    @Test
    void anEventWhoseFileIsMissingMakesNone() throws IOException {
        AttemptId attempt = begin(4);
        StoredArtifact file = worker.upload(attempt, "weights");
        Files.delete(path(attempt.jobId().text(), file.sha256()));

        worker.tell(attempt, new Checkpointed(1, 1, file.sha256(), file.bytes(), Map.of()));

        assertThat(checkpoints(attempt.jobId().text())).isEmpty();
        assertThat(service.eventTypes(attempt.jobId())).endsWith("note");
    }

    @Test
    void aCheckpointWhoseFileIsMissingIsPassedOver() throws IOException {
        AttemptId attempt = begin(4);
        StoredArtifact good = worker.save(attempt, 1, "one", 0.5);
        StoredArtifact gone = worker.save(attempt, 2, "two", 0.4);
        Files.delete(path(attempt.jobId().text(), gone.sha256()));
        worker.tell(attempt, new Released());

        Grant next = worker.take();

        assertThat(Objects.requireNonNull(next.resume()).sha256()).isEqualTo(good.sha256());
        assertThat(states(attempt.jobId().text())).containsExactly("COMPLETE", "UNUSABLE");
        assertThat(service.eventTypes(attempt.jobId())).contains("checkpoint.unusable");
        problem(
                service.http()
                        .get()
                        .uri("/api/v1/jobs/{id}/checkpoints/2/content", attempt.jobId())
                        .exchange(),
                HttpStatus.GONE,
                "file-missing");
    }

    @Test
    void aRowWithAHashThatIsNoneIsLeftOutAndKeepsNothingFromWorking() {
        AttemptId first = begin(4);
        StoredArtifact good = worker.save(first, 1, "one", 0.5);
        worker.save(first, 2, "two", 0.4);
        jdbc.sql("update checkpoint set sha256 = '../../canary' where number = 2")
                .update();

        assertThat(numbers(first.jobId().text())).containsExactly(1);
        problem(
                service.http()
                        .get()
                        .uri("/api/v1/jobs/{id}/checkpoints/2", first.jobId())
                        .exchange(),
                HttpStatus.NOT_FOUND,
                "checkpoint-not-found");
        worker.tell(first, new Released());
        assertThat(Objects.requireNonNull(worker.take().resume()).sha256()).isEqualTo(good.sha256());
    }

    @Test
    void aCheckpointThatAWorkerRefusesIsPassedOverNextTime() {
        AttemptId first = begin(4);
        worker.save(first, 1, "one", 0.5);
        worker.save(first, 2, "two", 0.4);
        worker.tell(first, new Released());
        AttemptId second = worker.take().attempt();

        worker.tell(second, new Failed(FailureKind.INFRASTRUCTURE, "checkpoint-refused", "its hash is wrong"));

        assertThat(states(first.jobId().text())).containsExactly("COMPLETE", "UNUSABLE");
        assertThat(service.job(first.jobId()).at("/stateReason/message").asString())
                .contains("checkpoint 1 (epoch 1");
    }

    @Test
    void theLastTheBestAndThePinnedAreKept() {
        AttemptId attempt = begin(2);
        worker.save(attempt, 1, "1", 0.9);
        json(post(attempt.jobId().text(), "/checkpoints/1:pin"), HttpStatus.OK);
        StoredArtifact dropped = worker.save(attempt, 2, "2", 0.5);
        worker.save(attempt, 3, "3", 0.1);
        worker.save(attempt, 4, "4", 0.2);
        worker.save(attempt, 5, "5", 0.3);

        assertThat(numbers(attempt.jobId().text())).containsExactly(1, 3, 4, 5);
        await().untilAsserted(() ->
                assertThat(path(attempt.jobId().text(), dropped.sha256())).doesNotExist());

        json(post(attempt.jobId().text(), "/checkpoints/1:unpin"), HttpStatus.OK);
        worker.save(attempt, 6, "6", 0.4);
        assertThat(numbers(attempt.jobId().text())).containsExactly(3, 5, 6);
    }

    @Test
    void oneFileThatTwoCheckpointsShareStaysWithTheOther() {
        AttemptId attempt = begin(1);
        worker.save(attempt, 1, "same", 0.5);
        StoredArtifact again = worker.save(attempt, 2, "same", 0.4);

        assertThat(numbers(attempt.jobId().text())).containsExactly(2);
        assertThat(path(attempt.jobId().text(), again.sha256())).exists();
    }

    @Test
    void aContentThatIsStoredAgainWhileItsLastRowGoesStays() {
        AttemptId attempt = begin(1);
        worker.save(attempt, 1, "same", 0.5);
        StoredArtifact again = worker.upload(attempt, "same");
        worker.save(attempt, 2, "other", 0.4);

        assertThat(contents.deleteUnreferenced(attempt.jobId(), again.sha256(), Instant.EPOCH))
                .isFalse();
        worker.tell(attempt, new Checkpointed(3, 3, again.sha256(), again.bytes(), Map.of()));

        assertThat(numbers(attempt.jobId().text())).containsExactly(2, 3);
        assertThat(path(attempt.jobId().text(), again.sha256())).exists();
    }

    @Test
    void whoDeletesAContentWaitsForWhoIsAnnouncingIt() throws Exception {
        AttemptId attempt = begin(4);
        StoredArtifact file = worker.save(attempt, 1, "weights", 0.5);
        jdbc.sql("delete from checkpoint").update();

        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> deleted = transaction.execute(_ -> {
                assertThat(queue.lock(attempt.jobId())).isPresent();
                contents.expect(attempt.jobId(), file.sha256(), clock.instant());
                Future<Boolean> waiting =
                        other.submit(() -> contents.deleteUnreferenced(attempt.jobId(), file.sha256(), Instant.EPOCH));
                // Time enough to go wrong in, if it did not wait.
                assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                return waiting;
            });

            assertThat(Objects.requireNonNull(deleted).get()).isFalse();
        }
        assertThat(path(attempt.jobId().text(), file.sha256())).exists();
    }

    @Test
    void whatNothingPointsToIsSweptAwayOnceItIsOld() throws IOException {
        AttemptId attempt = begin(4);
        StoredArtifact kept = worker.save(attempt, 1, "kept", 0.5);
        StoredArtifact orphan = worker.upload(attempt, "never reported");
        Path half = Files.writeString(
                path(attempt.jobId().text(), orphan.sha256()).resolveSibling("incoming-1.part"), "half wri");

        sweepTwice(Instant.now().minusSeconds(3600));
        assertThat(path(attempt.jobId().text(), orphan.sha256())).exists();
        sweepTwice(clock.instant().plusSeconds(60));

        assertThat(half).doesNotExist();
        assertThat(path(attempt.jobId().text(), orphan.sha256())).doesNotExist();
        assertThat(path(attempt.jobId().text(), kept.sha256())).exists();
    }

    @Test
    void aClockSetForwardMakesNoYoungFileAnOrphan() throws IOException {
        AttemptId attempt = begin(4);
        StoredArtifact reported = worker.upload(attempt, "reported later");
        StoredArtifact again = worker.upload(attempt, "announced again");
        StoredArtifact never = worker.upload(attempt, "never reported");
        Path half = Files.writeString(
                path(attempt.jobId().text(), never.sha256()).resolveSibling(".incoming-1.part"), "half wri");
        OrphanSweep sweep = sweep();
        Instant afterTheJump = clock.instant().plus(Duration.ofDays(10));
        long age = properties.orphanAge().toNanos();

        sweep.sweep(afterTheJump);
        nanos.addAndGet(age - 1);
        sweep.sweep(afterTheJump);
        for (StoredArtifact file : List.of(reported, again, never)) {
            assertThat(path(attempt.jobId().text(), file.sha256())).exists();
        }
        assertThat(half).exists();

        worker.tell(attempt, new Checkpointed(1, 1, reported.sha256(), reported.bytes(), Map.of()));
        clock.forward(Duration.ofSeconds(1));
        worker.upload(attempt, "announced again");
        nanos.addAndGet(age);
        sweep.sweep(afterTheJump);
        assertThat(path(attempt.jobId().text(), reported.sha256())).exists();
        assertThat(path(attempt.jobId().text(), again.sha256())).exists();
        assertThat(path(attempt.jobId().text(), never.sha256())).doesNotExist();
        assertThat(half).doesNotExist();

        nanos.addAndGet(age);
        sweep.sweep(afterTheJump);
        assertThat(path(attempt.jobId().text(), reported.sha256())).exists();
        assertThat(path(attempt.jobId().text(), again.sha256())).doesNotExist();
    }

    /** Two sweeps so far apart that what both see is old. */
    private void sweepTwice(Instant before) {
        OrphanSweep sweep = sweep();
        sweep.sweep(before);
        nanos.addAndGet(properties.orphanAge().toNanos());
        sweep.sweep(before);
    }

    private OrphanSweep sweep() {
        return new OrphanSweep(store, contents, properties, nanos::get);
    }

    @Test
    void pointsThatALaterAttemptMakesAgainAreShownOnce() {
        AttemptId first = begin(4);
        worker.measure(first, 1, 1.0);
        worker.measure(first, 2, 2.0);
        worker.save(first, 2, "two", 2.0);
        worker.measure(first, 3, 3.0);
        worker.tell(first, new Released());
        AttemptId second = worker.take().attempt();
        assertThat(steps(first.jobId().text(), "")).containsExactly(1, 2);

        worker.measure(second, 3, 30.0);

        assertThat(steps(first.jobId().text(), "")).containsExactly(1, 2, 3);
        assertThat(steps(first.jobId().text(), "?attempt=1")).containsExactly(1, 2, 3);
        assertThat(steps(first.jobId().text(), "?attempt=2")).containsExactly(3);
        JsonNode series =
                service.get("/api/v1/jobs/" + first.jobId() + "/metrics").at("/series/0");
        assertThat(series.at("/values/2").asDouble()).isEqualTo(30.0);
    }

    @Test
    void aLossThatIsNoNumberNamesTheLastGoodCheckpoint() {
        AttemptId attempt = begin(4);
        worker.save(attempt, 7, "seven", 0.5);

        worker.tell(attempt, new Failed(FailureKind.NUMERICS, "loss-not-finite", "the loss of batch 3 is NaN"));

        JsonNode job = service.job(attempt.jobId());
        assertThat(job.path("state").asString()).isEqualTo("FAILED");
        assertThat(job.at("/stateReason/message").asString())
                .contains("batch 3")
                .endsWith("the last good checkpoint is checkpoint 1 (epoch 7, step 7)");
    }

    @Test
    void aFailedJobIsTriedAgainFromTheCheckpointThatTheUserChooses() {
        AttemptId attempt = begin(4);
        StoredArtifact one = worker.save(attempt, 1, "one", 0.5);
        worker.save(attempt, 2, "two", 0.4);
        worker.tell(attempt, new Failed(FailureKind.NUMERICS, "loss-not-finite", "NaN"));
        problem(
                retry(attempt.jobId().text(), "{\"fromCheckpoint\": 9}"),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "no-such-checkpoint");

        json(retry(attempt.jobId().text(), "{\"fromCheckpoint\": 1}"), HttpStatus.OK);

        assertThat(states(attempt.jobId().text())).containsExactly("COMPLETE", "SUPERSEDED");
        assertThat(Objects.requireNonNull(worker.take().resume()).sha256()).isEqualTo(one.sha256());
    }

    @Test
    void aCancelledJobCanBeTriedAgainFromTheBeginning() {
        AttemptId attempt = begin(4);
        worker.save(attempt, 1, "one", 0.5);
        service.cancel(attempt.jobId(), HttpStatus.ACCEPTED);
        worker.tell(attempt, new Cancelled());

        JsonNode again = json(retry(attempt.jobId().text(), "{\"fromCheckpoint\": 0}"), HttpStatus.OK);

        assertThat(again.path("state").asString()).isEqualTo("QUEUED");
        assertThat(again.path("cancelRequested").asBoolean()).isFalse();
        assertThat(again.path("endedAt").isNull()).isTrue();
        assertThat(worker.take().resume()).isNull();
    }

    @Test
    void aWarmStartKeepsACopyOfTheModel() {
        AttemptId model = begin(4);
        api.storeArtifact(
                new WorkerName("w"), model.jobId(), 1, new FileName("model.safetensors"), "weights".getBytes(UTF_8));
        String spec = Specs.yinYangWith("/training/initialFrom", Map.of("job", model.jobId()));
        JsonNode early = problem(service.post("/api/v1/jobs", spec), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-spec");
        assertThat(early.at("/errors/0/pointer").asString()).isEqualTo("/training/initialFrom/job");
        assertThat(early.at("/errors/0/message").asString()).contains("is RUNNING");
        worker.tell(model, new Succeeded());

        String warm = service.submit(spec);
        service.http()
                .delete()
                .uri("/api/v1/jobs/" + model.jobId())
                .exchange()
                .expectStatus()
                .isNoContent();
        Grant grant = worker.take();

        assertThat(grant.attempt().jobId()).hasToString(warm);
        assertThat(api.loadFile(new WorkerName("w"), new JobId(warm), 1, Objects.requireNonNull(grant.initialModel())))
                .isEqualTo("weights".getBytes(UTF_8));
        problem(service.post("/api/v1/jobs:validate", spec), HttpStatus.UNPROCESSABLE_CONTENT, "invalid-spec");
    }

    private AttemptId begin(int keepLast) {
        service.submit(Specs.yinYangWith("/training/checkpoint", Map.of("keepLast", keepLast, "best", "train.loss")));
        return worker.take().attempt();
    }

    private List<JsonNode> checkpoints(String id) {
        return service.get("/api/v1/jobs/" + id + "/checkpoints")
                .path("checkpoints")
                .valueStream()
                .toList();
    }

    private List<Integer> numbers(String id) {
        return checkpoints(id).stream().map(one -> one.path("number").asInt()).toList();
    }

    private List<String> states(String id) {
        return checkpoints(id).stream().map(one -> one.path("state").asString()).toList();
    }

    private List<Integer> steps(String id, String query) {
        return service.get("/api/v1/jobs/" + id + "/metrics" + query)
                .at("/series/0/steps")
                .valueStream()
                .map(JsonNode::asInt)
                .toList();
    }

    private RestTestClient.ResponseSpec post(String id, String action) {
        return service.http().post().uri("/api/v1/jobs/" + id + action).exchange();
    }

    private RestTestClient.ResponseSpec retry(String id, String body) {
        return service.post("/api/v1/jobs/" + id + ":retry", body);
    }

    private byte[] content(String id, int number) {
        return Objects.requireNonNull(service.http()
                .get()
                .uri("/api/v1/jobs/{id}/checkpoints/{number}/content", id, number)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(byte[].class)
                .returnResult()
                .getResponseBody());
    }

    private Path path(String jobId, Sha256 sha256) {
        return data.resolve("artifacts").resolve(jobId).resolve(sha256.text());
    }
}
