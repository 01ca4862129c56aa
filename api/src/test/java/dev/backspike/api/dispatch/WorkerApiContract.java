package dev.backspike.api.dispatch;

import static dev.backspike.api.Service.problem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.MovableClock;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.common.code.FailureKind;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Cancelled;
import dev.backspike.common.event.AttemptEvent.Failed;
import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Noted;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Started;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.JobOutcome;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.ReportResponse;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.protocol.WorkerMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** What every {@link WorkerApi} must do, whichever way it is reached. */
@ServiceTest
abstract class WorkerApiContract {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @LocalServerPort
    protected int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private LeaseExpiry expiry;

    @Autowired
    private MovableClock clock;

    /** The api under test. */
    abstract WorkerApi api();

    protected Service service;

    @BeforeEach
    void emptyDatabase() {
        service = new Service(port);
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from worker").update();
    }

    @Test
    void anEmptyQueueGivesNothing() {
        LeaseResponse answer = lease("w", 1, List.of());

        assertThat(answer.grants()).isEmpty();
        assertThat(answer.leaseMillis()).isEqualTo(60_000);
        assertThat(answer.renewMillis()).isEqualTo(10_000);
    }

    @Test
    void aGrantCarriesTheResolvedSpecification() {
        String id = service.submit();

        Grant grant = lease("w", 1, List.of()).grants().getFirst();

        assertThat(grant.attempt()).isEqualTo(new AttemptId(new JobId(id), 1));
        assertThat(grant.spec().network().population("input").size()).isEqualTo(5);
        assertThat(service.job(id).path("state").asString()).isEqualTo("RUNNING");
        assertThat(service.job(id).path("worker").asString()).isEqualTo("w");
    }

    @Test
    void higherPriorityGoesFirstThenAge() {
        String first = service.submit();
        String second = service.submit();
        String urgent = service.submit(Specs.yinYang("priority", 5));

        List<String> order = lease("w", 3, List.of()).grants().stream()
                .map(grant -> grant.attempt().jobId().text())
                .toList();

        assertThat(order).containsExactly(urgent, first, second);
    }

    @Test
    void aWorkerGetsOnlyJobsThatItsDeviceServes() {
        service.submit(Specs.yinYang("resources", Map.of("device", "cpu")));

        assertThat(lease("gpu-worker", "cuda", 1, List.of(), 0).grants()).isEmpty();
        assertThat(lease("cpu-worker", "cpu", 1, List.of(), 0).grants()).hasSize(1);
    }

    @Test
    void noMoreIsGivenThanThereIsRoomFor() {
        service.submit();
        service.submit();

        assertThat(lease("w", 1, List.of()).grants()).hasSize(1);
        assertThat(lease("w", 0, List.of()).grants()).isEmpty();
    }

    @Test
    void theLongPollWakesOnSubmit() throws Exception {
        CompletableFuture<LeaseResponse> waiting = inBackground(() -> lease("w", "cpu", 1, List.of(), 20_000));
        while (service.get("/api/v1/workers").path("workers").isEmpty()) {
            Thread.onSpinWait();
        }

        String id = service.submit();

        LeaseResponse answer = waiting.get(15, TimeUnit.SECONDS);
        assertThat(answer.grants().getFirst().attempt().jobId()).hasToString(id);
    }

    @Test
    void aWorkerThatLeavesEndsItsLongPoll() throws Exception {
        CompletableFuture<LeaseResponse> other = inBackground(() -> lease("other", "cpu", 1, List.of(), 20_000));
        CompletableFuture<LeaseResponse> waiting = inBackground(() -> lease("w", "cpu", 1, List.of(), 20_000));
        while (service.get("/api/v1/workers").path("workers").size() < 2) {
            Thread.onSpinWait();
        }

        assertThat(lease("w", 0, List.of()).grants()).isEmpty();

        assertThat(waiting.get(10, TimeUnit.SECONDS).grants()).isEmpty();
        service.submit();
        assertThat(other.get(10, TimeUnit.SECONDS).grants()).hasSize(1);
    }

    @Test
    void eventsBecomeProgressMetricsAndEnd() {
        AttemptId attempt = start();

        ReportResponse answer = report(
                attempt,
                1,
                new Started("event", 2, 10, 1000),
                new Measured(1, 100, Map.of("train.loss", 0.9, "test.accuracy", 0.5)),
                new Measured(2, 200, Map.of("train.loss", 1.1, "test.accuracy", 0.4)),
                new Noted("hint", "all is well"));

        assertThat(answer).isEqualTo(new ReportResponse(4, Command.CONTINUE));
        JsonNode job = service.job(attempt.jobId());
        assertThat(job.at("/progress/epoch").asInt()).isEqualTo(2);
        assertThat(job.at("/progress/step").asInt()).isEqualTo(200);
        assertThat(job.at("/progress/percent").asDouble()).isEqualTo(20.0);
        // Events are a second apart by the worker's clock: 200 steps in 2 s leave 800 steps, 8 s.
        assertThat(job.at("/progress/etaSeconds").asDouble()).isEqualTo(8.0);
        assertThat(job.at("/latest").path("train.loss").asDouble()).isEqualTo(1.1);
        assertThat(job.at("/best").path("train.loss").asDouble()).isEqualTo(0.9);
        assertThat(job.at("/best").path("test.accuracy").asDouble()).isEqualTo(0.5);

        report(attempt, 5, new Succeeded());

        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(service.job(attempt.jobId()).path("endedAt").isString()).isTrue();
        assertThat(service.eventTypes(attempt.jobId()))
                .containsExactly(
                        "job.queued", "job.running", "attempt.started", "metrics", "metrics", "note", "job.succeeded");
    }

    @Test
    void aFailureKeepsItsReason() {
        AttemptId attempt = start();

        report(attempt, 1, new Failed(FailureKind.NUMERICS, "loss-not-finite", "the loss became NaN in batch 7"));

        JsonNode job = service.job(attempt.jobId());
        assertThat(job.path("state").asString()).isEqualTo("FAILED");
        assertThat(job.at("/stateReason/code").asString()).isEqualTo("loss-not-finite");
        assertThat(job.at("/stateReason/message").asString()).contains("batch 7");
    }

    @Test
    void aLossThatIsNotANumberIsStoredAndShownAsNull() {
        AttemptId attempt = start();

        report(attempt, 1, new Measured(1, 1, Map.of("train.loss", Double.NaN)));

        assertThat(service.job(attempt.jobId()).at("/latest").path("train.loss").isNull())
                .isTrue();
        assertThat(service.job(attempt.jobId()).at("/best").isEmpty()).isTrue();
    }

    @Test
    void sendingAReportAgainChangesNothing() {
        AttemptId attempt = start();
        AttemptEvent[] events = {new Started("event", 1, 1, 10), new Measured(0, 1, Map.of("train.loss", 1.0))};

        report(attempt, 1, events);
        List<String> once = service.eventTypes(attempt.jobId());
        ReportResponse again = report(attempt, 1, events);

        assertThat(again.acknowledged()).isEqualTo(2);
        assertThat(service.eventTypes(attempt.jobId())).isEqualTo(once);
    }

    @Test
    void anOverlappingReportAddsOnlyWhatIsNew() {
        AttemptId attempt = start();
        report(attempt, 1, new Noted("a", "1"), new Noted("b", "2"));

        ReportResponse answer = report(attempt, 2, new Noted("b", "2"), new Noted("c", "3"));

        assertThat(answer.acknowledged()).isEqualTo(3);
        assertThat(service.eventTypes(attempt.jobId()))
                .containsExactly("job.queued", "job.running", "note", "note", "note");
    }

    @Test
    void sendingTheLastReportAgainIsAcknowledged() {
        AttemptId attempt = start();
        report(attempt, 1, new Noted("a", "1"), new Succeeded());

        ReportResponse again = report(attempt, 1, new Noted("a", "1"), new Succeeded());

        assertThat(again).isEqualTo(new ReportResponse(2, Command.CONTINUE));
        assertThat(service.eventTypes(attempt.jobId()))
                .containsExactly("job.queued", "job.running", "note", "job.succeeded");
    }

    @Test
    void nothingMayFollowTheEnd() {
        AttemptId attempt = start();
        report(attempt, 1, new Succeeded());

        assertStale(() -> report(attempt, 2, new Noted("late", "too late")));
    }

    @Test
    void aGapIsRefusedWholeAndNamed() {
        AttemptId attempt = start();

        assertThatThrownBy(() -> report(attempt, 2, new Noted("a", "second without first")))
                .isNotInstanceOf(StaleAttemptException.class)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("event-gap")
                .hasMessageContaining("expected event 1");
        assertThat(service.eventTypes(attempt.jobId())).containsExactly("job.queued", "job.running");
    }

    @Test
    void aMessageWithTheCharacterThatNoDatabaseStoresIsKeptWithoutIt() {
        AttemptId attempt = start();

        report(attempt, 1, new Noted("odd", "a\0b"), new Failed(FailureKind.USER, "odd", "a\0b"));

        assertThat(service.job(attempt.jobId()).at("/stateReason/message").asString())
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void whatAnAttemptLogsIsReadByAttemptInPagesAndAsTextAndIsAnEventToo() {
        AttemptId first = start();
        report(
                first,
                1,
                new Logged(Level.INFO, "data: 10 samples"),
                new Logged(Level.ERROR, "a\0\nat X"),
                new Released());
        AttemptId second = lease("w", 1, List.of()).grants().getFirst().attempt();
        report(second, 1, new Logged(Level.WARNING, "x".repeat(9000)));
        String logs = "/api/v1/jobs/" + first.jobId() + "/logs";

        JsonNode page = service.get(logs + "?limit=2");
        JsonNode rest = service.get(
                logs + "?limit=2&pageToken=" + page.path("nextPageToken").asString());
        String text = service.http()
                .get()
                .uri(logs + "?attempt=1")
                .header("Accept", "text/plain")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(page.path("lines")
                        .valueStream()
                        .map(line -> line.path("message").asString()))
                .containsExactly("data: 10 samples", "a\uFFFD\nat X");
        assertThat(page.at("/lines/1/level").asString()).isEqualTo("ERROR");
        assertThat(rest.path("lines")).hasSize(1);
        assertThat(rest.at("/lines/0/attempt").asInt()).isEqualTo(2);
        assertThat(rest.at("/lines/0/message").asString()).hasSize(8000).endsWith("…");
        assertThat(rest.path("nextPageToken").isNull()).isTrue();
        assertThat(text)
                .startsWith("2026-01-01T00:00:01Z  attempt 1  INFO     data: 10 samples\n")
                .contains("\nat X\n");
        assertThat(service.eventTypes(first.jobId())).containsSubsequence("log", "log", "job.queued", "log");
    }

    @Test
    void wordsThatDoNotFitIntoTheTablesAreRefused() {
        AttemptId attempt = start();

        for (AttemptEvent event : List.of(
                new Measured(1, 1, Map.of("a\0b", 1.0)),
                new Measured(1, 1, Map.of("s".repeat(201), 1.0)),
                new Started("engine\n", 1, 1, 1),
                new Noted("Not A Code", "text"),
                new Failed(FailureKind.USER, "c".repeat(65), "text"))) {
            assertThatThrownBy(() -> report(attempt, 1, event)).hasMessageContaining("bad-event");
        }
        assertThat(service.eventTypes(attempt.jobId())).containsExactly("job.queued", "job.running");
    }

    @Test
    void anEventAfterAnEndInOneReportIsRefusedWhole() {
        AttemptId attempt = start();

        assertThatThrownBy(() -> report(attempt, 1, new Succeeded(), new Noted("late", "too late")))
                .hasMessageContaining("event-after-end");
        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("RUNNING");
    }

    @Test
    void aSeriesMeasuredTwiceAtAStepIsRefusedWhole() {
        AttemptId attempt = start();
        Measured point = new Measured(0, 1, Map.of("train.loss", 1.0));

        assertThatThrownBy(() -> report(attempt, 1, point, point)).hasMessageContaining("duplicate-point");
        assertThat(service.eventTypes(attempt.jobId())).containsExactly("job.queued", "job.running");
    }

    @Test
    void nobodyElseMayReport() {
        AttemptId attempt = start();
        Report forged = new Report(new WorkerName("another"), attempt, sequence(1, new Succeeded()));

        assertStale(() -> api().report(forged));
        assertStale(() -> api().storeArtifact(
                        new WorkerName("another"), attempt.jobId(), 1, new FileName("model.safetensors"), new byte[] {1
                        }));
        assertStale(() -> api().storeCheckpoint(new WorkerName("another"), attempt.jobId(), 1, new byte[] {1}));
        assertStale(() -> api().loadFile(new WorkerName("another"), attempt.jobId(), 1, new Sha256("0".repeat(64))));
        assertThat(service.eventTypes(attempt.jobId())).containsExactly("job.queued", "job.running");
        assertStale(() -> report(new AttemptId(attempt.jobId(), 2), 1, new Succeeded()));
        assertStale(() -> report(new AttemptId(new JobId("j000000000000000000"), 1), 1, new Succeeded()));
        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("RUNNING");
    }

    @Test
    void aCancelReachesTheWorkerByLeaseAndReport() {
        AttemptId attempt = start();
        service.cancel(attempt.jobId(), HttpStatus.ACCEPTED);

        assertThat(lease("w", 0, List.of(attempt)).cancels()).containsExactly(attempt);
        assertThat(report(attempt, 1, new Noted("a", "1")).command()).isEqualTo(Command.CANCEL);

        report(attempt, 2, new Cancelled());
        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("CANCELLED");
        assertThat(service.job(attempt.jobId()).at("/stateReason/code").asString())
                .isEqualTo("cancelled-by-user");
    }

    @Test
    void aCancelWakesTheLongPollOfAWorkerWithRoom() throws Exception {
        AttemptId attempt = start();
        Instant before = clock.instant();
        CompletableFuture<LeaseResponse> waiting = inBackground(() -> lease("w", "cpu", 1, List.of(attempt), 20_000));
        while (leaseUntil(attempt).isBefore(before.plusSeconds(60))) {
            Thread.onSpinWait();
        }

        service.cancel(attempt.jobId(), HttpStatus.ACCEPTED);

        assertThat(waiting.get(15, TimeUnit.SECONDS).cancels()).containsExactly(attempt);
    }

    @Test
    void anExpiredLeaseGoesBackIntoTheQueueAndTheOldWorkerIsStale() {
        AttemptId old = start();
        report(old, 1, new Started("event", 1, 1, 10));

        pass(Duration.ofSeconds(75));

        assertThat(service.job(old.jobId()).path("state").asString()).isEqualTo("QUEUED");
        assertThat(service.job(old.jobId()).at("/stateReason/code").asString()).isEqualTo("lease-expired");
        assertThat(lease("w", 0, List.of(old)).lost()).containsExactly(old);
        assertStale(() -> report(old, 1, new Started("event", 1, 1, 10)));
        assertStale(() -> report(old, 2, new Succeeded()));
        assertStale(() -> api().storeArtifact(
                        new WorkerName("w"), old.jobId(), 1, new FileName("model.safetensors"), new byte[] {1}));

        Grant next = lease("w2", 1, List.of()).grants().getFirst();
        assertThat(next.attempt()).isEqualTo(new AttemptId(old.jobId(), 2));
        assertStale(() -> report(old, 2, new Succeeded()));
    }

    @Test
    void aRenewedLeaseDoesNotExpire() {
        AttemptId attempt = start();
        for (int i = 0; i < 6; i++) {
            pass(Duration.ofSeconds(20));
            assertThat(lease("w", 0, List.of(attempt)).lost()).isEmpty();
        }

        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("RUNNING");
    }

    @Test
    void aJobWhoseWorkersVanishIsTriedAgainAsOftenAsItAllows() {
        String id = service.submit(Specs.yinYang("retry", Map.of("infrastructure", 2, "firstDelaySeconds", 0)));
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(lease("w", 1, List.of()).grants()).hasSize(1);
            pass(Duration.ofSeconds(75));
        }

        assertThat(service.job(id).path("state").asString()).isEqualTo("FAILED");
        assertThat(service.job(id).at("/stateReason/code").asString()).isEqualTo("lease-expired");
        assertThat(service.job(id).at("/stateReason/message").asString()).endsWith("no retries are left of 2");
    }

    @Test
    void aReleasedAttemptGoesBackIntoTheQueueAtOnce() {
        AttemptId attempt = start();
        report(attempt, 1, new Noted("a", "1"));

        report(attempt, 2, new Released());

        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("QUEUED");
        assertThat(service.job(attempt.jobId()).at("/stateReason/code").asString())
                .isEqualTo("worker-stopped");
        assertThat(service.eventTypes(attempt.jobId()))
                .containsExactly("job.queued", "job.running", "note", "job.queued");
        assertThat(report(attempt, 2, new Released()).acknowledged()).isEqualTo(2);
        assertStale(() -> report(attempt, 3, new Noted("late", "too late")));
        assertThat(lease("w2", 1, List.of()).grants().getFirst().attempt())
                .isEqualTo(new AttemptId(attempt.jobId(), 2));
    }

    @Test
    void aReleaseWakesTheLongPollOfAnotherWorker() throws Exception {
        AttemptId attempt = start();
        CompletableFuture<LeaseResponse> waiting = inBackground(() -> lease("w2", "cpu", 1, List.of(), 20_000));
        while (service.get("/api/v1/workers").path("workers").size() < 2) {
            Thread.onSpinWait();
        }

        report(attempt, 1, new Released());

        assertThat(waiting.get(15, TimeUnit.SECONDS).grants().getFirst().attempt())
                .isEqualTo(new AttemptId(attempt.jobId(), 2));
    }

    @Test
    void releasedAttemptsDoNotCountAsLost() {
        String id = service.submit();
        for (int number = 1; number <= 4; number++) {
            report(lease("w", 1, List.of()).grants().getFirst().attempt(), 1, new Released());
        }
        lease("w", 1, List.of());
        pass(Duration.ofSeconds(75));

        assertThat(service.job(id).path("state").asString()).isEqualTo("QUEUED");
    }

    @Test
    void aReleasedAttemptOfACancelledJobEndsIt() {
        AttemptId attempt = start();
        service.cancel(attempt.jobId(), HttpStatus.ACCEPTED);

        report(attempt, 1, new Released());

        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("CANCELLED");
    }

    @Test
    void anExpiredLeaseOfACancelledJobEndsIt() {
        AttemptId attempt = start();
        service.cancel(attempt.jobId(), HttpStatus.ACCEPTED);

        pass(Duration.ofSeconds(75));

        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("CANCELLED");
    }

    @Test
    void whileTheApiIsAwayNothingExpires() {
        AttemptId attempt = start();

        clock.forward(Duration.ofHours(8));
        expiry.look();

        assertThat(service.job(attempt.jobId()).path("state").asString()).isEqualTo("RUNNING");
        assertThat(lease("w", 0, List.of(attempt)).lost()).isEmpty();
    }

    @Test
    void anArtifactIsStoredWithItsHashAndTheModelCanBeFetched() {
        AttemptId attempt = start();

        StoredArtifact stored = api().storeArtifact(
                        new WorkerName("w"),
                        attempt.jobId(),
                        1,
                        new FileName("model.safetensors"),
                        "weights".getBytes(UTF_8));
        report(attempt, 1, new Succeeded());

        // sha256sum of "weights"
        assertThat(stored.sha256()).hasToString("9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c");
        assertThat(stored.bytes()).isEqualTo(7);
        byte[] model = service.http()
                .get()
                .uri("/api/v1/jobs/{id}/model", attempt.jobId())
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("ETag", "\"" + stored.sha256() + "\"")
                .expectBody(byte[].class)
                .returnResult()
                .getResponseBody();
        assertThat(model).isEqualTo("weights".getBytes(UTF_8));
        assertThat(service.eventTypes(attempt.jobId())).contains("artifact");
    }

    @Test
    void theModelCanBeFetchedInNirWhereTheWorkerStoredItSo() {
        AttemptId attempt = start();
        api().storeArtifact(
                        new WorkerName("w"),
                        attempt.jobId(),
                        1,
                        new FileName("model.safetensors"),
                        "weights".getBytes(UTF_8));
        api().storeArtifact(
                        new WorkerName("w"), attempt.jobId(), 1, new FileName("model.nir"), "graph".getBytes(UTF_8));
        report(attempt, 1, new Succeeded());

        assertThat(modelIn("nir", attempt)
                        .expectStatus()
                        .isOk()
                        .expectHeader()
                        .valueMatches("Content-Disposition", ".*" + attempt.jobId() + "\\.nir.*")
                        .expectBody(byte[].class)
                        .returnResult()
                        .getResponseBody())
                .isEqualTo("graph".getBytes(UTF_8));
        assertThat(modelIn("safetensors", attempt)
                        .expectStatus()
                        .isOk()
                        .expectBody(byte[].class)
                        .returnResult()
                        .getResponseBody())
                .isEqualTo("weights".getBytes(UTF_8));
    }

    @Test
    void whyThereIsNoNirModelIsTold() {
        AttemptId attempt = start();
        api().storeArtifact(
                        new WorkerName("w"),
                        attempt.jobId(),
                        1,
                        new FileName("model.safetensors"),
                        "weights".getBytes(UTF_8));
        api().storeArtifact(
                        new WorkerName("w"),
                        attempt.jobId(),
                        1,
                        new FileName("model.nir.refusal"),
                        "population h rests after spikes".getBytes(UTF_8));
        report(attempt, 1, new Succeeded());

        modelIn("nir", attempt)
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("no-nir-model")
                .jsonPath("$.detail")
                .isEqualTo("the model does not exist in this format: population h rests after spikes");
        modelIn("onnx", attempt)
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.detail")
                .isEqualTo("format is \"onnx\", must be one of nir, safetensors");
    }

    private RestTestClient.ResponseSpec modelIn(String format, AttemptId attempt) {
        return service.http()
                .get()
                .uri("/api/v1/jobs/{id}/model?format={format}", attempt.jobId(), format)
                .exchange();
    }

    @Test
    void storingAnArtifactAgainReplacesItAndTheSameContentIsNoNews() {
        AttemptId attempt = start();
        api().storeArtifact(new WorkerName("w"), attempt.jobId(), 1, new FileName("notes.txt"), new byte[] {1});
        api().storeArtifact(new WorkerName("w"), attempt.jobId(), 1, new FileName("notes.txt"), new byte[] {1});
        api().storeArtifact(new WorkerName("w"), attempt.jobId(), 1, new FileName("notes.txt"), new byte[] {2});

        assertThat(service.eventTypes(attempt.jobId()))
                .containsExactly("job.queued", "job.running", "artifact", "artifact");
    }

    @Test
    void anArtifactNameIsAPlainFileName() {
        AttemptId attempt = start();

        problem(
                service.http()
                        .put()
                        .uri("/api/v1/worker/attempts/{job}/1/artifacts/.hidden", attempt.jobId())
                        .header(WorkerApi.WORKER_HEADER, "w")
                        .contentType(MediaType.APPLICATION_OCTET_STREAM)
                        .body(new byte[] {1})
                        .exchange(),
                HttpStatus.BAD_REQUEST,
                "bad-file-name");
    }

    @Test
    void aWorkerForOneJobIsGrantedThatJobOnlyAndToldHowItEnds() {
        String urgent = service.submit(Specs.yinYang("priority", 5));
        JobId wanted = new JobId(service.submit());

        LeaseResponse granted = leaseOnly(wanted, "cpu", 1);
        assertThat(granted.grants())
                .extracting(grant -> grant.attempt().jobId())
                .containsExactly(wanted);
        assertThat(granted.outcome()).isNull();

        assertThat(leaseOnly(wanted, "cpu", 0).outcome()).isNull();
        report(new AttemptId(wanted, 1), 1, new Started("fake", 1, 1, 1), new Cancelled());
        assertThat(leaseOnly(wanted, "cpu", 1))
                .isEqualTo(new LeaseResponse(
                        List.of(), List.of(), List.of(), List.of(), List.of(), 60_000, 10_000, JobOutcome.CANCELLED));
        assertThat(service.job(urgent).path("state").asString()).isEqualTo("QUEUED");
    }

    @Test
    void aWorkerForOneJobWaitsForItsRetryAndIsToldWhenItIsPausedOrGone() {
        JobId job = new JobId(service.submit());
        act(job, "pause");
        assertThat(leaseOnly(job, "cpu", 1).outcome()).isEqualTo(JobOutcome.PAUSED);
        act(job, "resume");
        assertThat(leaseOnly(job, "cpu", 1).grants()).hasSize(1);
        report(new AttemptId(job, 1), 1, new Released());
        assertThat(leaseOnly(job, "cpu", 1).grants())
                .extracting(grant -> grant.attempt().number())
                .containsExactly(2);
        assertThat(leaseOnly(new JobId("j000000000000000001"), "cpu", 1).outcome())
                .isEqualTo(JobOutcome.NOT_FOUND);
    }

    @Test
    void aWorkerForOneJobIsRefusedWithoutTheDeviceOfTheJob() {
        JobId job = new JobId(service.submit(Specs.yinYang("resources", Map.of("device", "cuda"))));

        assertThatThrownBy(() -> leaseOnly(job, "cpu", 1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("asks for the device cuda, and worker w has cpu");
        assertThat(leaseOnly(job, "cuda", 1).grants()).hasSize(1);
    }

    @Test
    void aWorkerForOneJobIsRefusedWithLessMemoryThanTheJobNeeds() {
        JobId job = new JobId(service.submit(Specs.yinYang("name", "large")));
        WorkerMemory small = new WorkerMemory(1 << 20, 0);

        assertThatThrownBy(() ->
                        api().lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 1, List.of(), 0, small, job, null)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("and worker w has 1 MB; start it with a larger heap");
        assertThat(service.job(job.text()).path("state").asString()).isEqualTo("QUEUED");
    }

    @Test
    void otherJobsDoNotWaitForAWorkerThatWasStartedForOneJob() {
        JobId wanted = new JobId(service.submit());
        String other = service.submit();
        leaseOnly(wanted, "cpu", 1);

        assertThat(service.job(other).path("waitReason").path("code").asString())
                .isEqualTo("no-worker");
        assertThat(service.get("/api/v1/workers")
                        .path("workers")
                        .path(0)
                        .path("assignedJob")
                        .asString())
                .isEqualTo(wanted.text());
    }

    private void act(JobId job, String action) {
        service.http()
                .post()
                .uri("/api/v1/jobs/" + job + ":" + action)
                .exchange()
                .expectStatus()
                .is2xxSuccessful();
    }

    private LeaseResponse leaseOnly(JobId job, String device, int freeSlots) {
        return api().lease(new LeaseRequest(new WorkerName("w"), device, 1, freeSlots, List.of(), 0, null, job, null));
    }

    /** On a thread of its own: the common pool may have a single one, which the HTTP client needs. */
    private static <T> CompletableFuture<T> inBackground(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, task -> Thread.ofVirtual().start(task));
    }

    private AttemptId start() {
        service.submit();
        return lease("w", 1, List.of()).grants().getFirst().attempt();
    }

    /** Lets time go by as it does for a service that is awake: it looks for expired leases every five seconds. */
    private void pass(Duration time) {
        expiry.look();
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(5)) {
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
        }
    }

    private LeaseResponse lease(String worker, int freeSlots, List<AttemptId> held) {
        return lease(worker, "cpu", freeSlots, held, 0);
    }

    private LeaseResponse lease(String worker, String device, int freeSlots, List<AttemptId> held, long waitMillis) {
        return api().lease(new LeaseRequest(new WorkerName(worker), device, 2, freeSlots, held, waitMillis));
    }

    private ReportResponse report(AttemptId attempt, long first, AttemptEvent... events) {
        return api().report(new Report(new WorkerName("w"), attempt, sequence(first, events)));
    }

    private static List<SequencedEvent> sequence(long first, AttemptEvent... events) {
        List<SequencedEvent> sequence = new ArrayList<>();
        for (AttemptEvent event : events) {
            long number = first + sequence.size();
            sequence.add(new SequencedEvent(number, T0.plusSeconds(number), event));
        }
        return sequence;
    }

    private static void assertStale(ThrowingCallable call) {
        assertThatExceptionOfType(StaleAttemptException.class).isThrownBy(call);
    }

    private Instant leaseUntil(AttemptId attempt) {
        JsonNode attempts =
                service.get("/api/v1/jobs/" + attempt.jobId() + "/attempts").path("attempts");
        return Instant.parse(
                attempts.path(attempt.number() - 1).path("leaseUntil").asString());
    }
}
