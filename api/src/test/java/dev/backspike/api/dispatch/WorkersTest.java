package dev.backspike.api.dispatch;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.MovableClock;
import dev.backspike.api.PlayedWorker;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.common.event.AttemptEvent.Measured;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Started;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.LeaseResponse;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.WorkerApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/** What users are told of workers, drain of them, and hear of the queue before them. */
@ServiceTest
class WorkersTest {

    private static final String RETRY_FREE = Specs.yinYang("retry", Map.of("infrastructure", 0));

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi api;

    @Autowired
    private LeaseExpiry expiry;

    @Autowired
    private MovableClock clock;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from worker").update();
        service = new Service(port);
        expiry.look();
    }

    @Test
    void aDrainedWorkerFinishesWhatItHasAndGetsNoMore() {
        AttemptId attempt = begin("w");
        service.submit();
        assertThat(drain("w", "").path("state").asString()).isEqualTo("DRAINING");
        LeaseResponse answer = lease("w", 1, attempt);
        assertThat(answer.grants()).isEmpty();
        assertThat(answer.releases()).isEmpty();
        assertThat(answer.lost()).isEmpty();

        new PlayedWorker(api, "w").tell(attempt, new Released());
        assertThat(worker("w").path("state").asString()).isEqualTo("DRAINED");

        assertThat(json(act("w:undrain", ""), HttpStatus.OK).path("state").asString())
                .isEqualTo("CONNECTED");
        assertThat(lease("w", 1).grants()).hasSize(1);
    }

    @Test
    void whatADrainedWorkerHandsBackCostsTheJobNothing() {
        String id = service.submit(RETRY_FREE);
        AttemptId attempt = new PlayedWorker(api, "w").take().attempt();
        drain("w", "{\"handBack\": true}");
        assertThat(lease("w", 0, attempt).releases()).containsExactly(attempt);
        new PlayedWorker(api, "w").tell(attempt, new Released());

        assertThat(service.job(id).path("state").asString()).isEqualTo("QUEUED");
        assertThat(lease("w", 1).grants()).isEmpty();
        assertThat(service.job(id).at("/waitReason/code").asString()).isEqualTo("workers-drained");
        assertThat(service.job(id).at("/stateReason/code").asString()).isEqualTo("worker-stopped");
        assertThat(new PlayedWorker(api, "w2").take().attempt().number()).isEqualTo(2);
    }

    @Test
    void onlyAWorkerThatIsKnownCanBeDrained() {
        problem(act("nobody:drain", ""), HttpStatus.NOT_FOUND, "worker-not-found");
        problem(act("nobody:undrain", ""), HttpStatus.NOT_FOUND, "worker-not-found");
    }

    @Test
    void aSilentWorkerIsShownAsLongAsItHoldsSomething() {
        begin("w");
        lease("idle", 1);
        pass(65);
        assertThat(names()).containsExactly("w");
        assertThat(worker("w").path("state").asString()).isEqualTo("SILENT");
        pass(10);
        assertThat(names()).isEmpty();
    }

    @Test
    void aQueuedJobSaysWhatItWaitsForAndItsPlace() {
        String first = service.submit();
        assertThat(wait(first)).isEqualTo("no-worker 1");
        AttemptId attempt = begin("w");
        assertThat(attempt.jobId()).hasToString(first);
        lease("w", 0, attempt);
        String next = service.job(waiting().getFirst()).path("id").asString();
        String last = service.submit();
        String urgent = service.submit(Specs.yinYang("priority", 5));

        assertThat(wait(urgent)).isEqualTo("workers-busy 1");
        assertThat(wait(next)).isEqualTo("workers-busy 2");
        assertThat(service.job(last).at("/waitReason/message").asString())
                .isEqualTo("the only matching worker is busy; 2 jobs are ahead");
        assertThat(service.get("/api/v1/jobs?state=QUEUED")
                        .path("jobs")
                        .valueStream()
                        .map(job -> job.path("queuePosition").asInt()))
                .containsExactly(1, 3, 2);
        assertThat(service.job(first).path("waitReason").isNull()).isTrue();
    }

    @Test
    void theStartIsEstimatedFromWhatRuns() {
        AttemptId attempt = begin("w");
        lease("w", 0, attempt);
        String next = service.submit();
        String after = service.submit();
        assertThat(service.job(next).path("estimatedStart").isNull()).isTrue();
        Instant began = Instant.parse("2026-01-01T00:00:00Z");
        api.report(new Report(
                new WorkerName("w"),
                attempt,
                List.of(
                        new SequencedEvent(1, began, new Started("event", 1, 10, 1000)),
                        new SequencedEvent(
                                2, began.plusSeconds(20), new Measured(1, 100, Map.of("train.loss", 1.0))))));

        Instant before = clock.instant();
        Instant estimate =
                Instant.parse(service.job(next).path("estimatedStart").asString());
        assertThat(estimate).isBetween(before.plusSeconds(180), clock.instant().plusSeconds(180));
        assertThat(service.job(after).path("estimatedStart").isNull()).isTrue();
    }

    private List<String> waiting() {
        return service.get("/api/v1/jobs?state=QUEUED")
                .path("jobs")
                .valueStream()
                .map(job -> job.path("id").asString())
                .toList();
    }

    private String wait(String id) {
        JsonNode job = service.job(id);
        return job.at("/waitReason/code").asString() + " "
                + job.path("queuePosition").asInt();
    }

    private List<String> names() {
        return service.get("/api/v1/workers")
                .path("workers")
                .valueStream()
                .map(worker -> worker.path("name").asString())
                .toList();
    }

    private JsonNode worker(String name) {
        return service.get("/api/v1/workers")
                .path("workers")
                .valueStream()
                .filter(worker -> worker.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode drain(String worker, String body) {
        return json(act(worker + ":drain", body), HttpStatus.OK);
    }

    private RestTestClient.ResponseSpec act(String action, String body) {
        return body.isEmpty()
                ? service.http().post().uri("/api/v1/workers/" + action).exchange()
                : service.post("/api/v1/workers/" + action, body);
    }

    private AttemptId begin(String worker) {
        service.submit();
        return new PlayedWorker(api, worker).take().attempt();
    }

    private LeaseResponse lease(String worker, int freeSlots, AttemptId... held) {
        return api.lease(new LeaseRequest(new WorkerName(worker), "cpu", 1, freeSlots, List.of(held), 0));
    }

    private void pass(int seconds) {
        for (int passed = 0; passed < seconds; passed += 5) {
            clock.forward(Duration.ofSeconds(5));
            expiry.look();
        }
    }
}
