package dev.backspike.api.job;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.Specs;
import dev.backspike.common.event.AttemptEvent.Released;
import dev.backspike.common.event.AttemptEvent.Succeeded;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.LeaseRequest;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.WorkerApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Jobs over HTTP, as a user meets them. */
@ServiceTest
class JobApiTest {

    private static final JsonMapper JSON = new JsonMapper();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WorkerApi worker;

    private Service service;

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from worker").update();
        service = new Service(port);
    }

    @Test
    void aSubmittedJobIsQueuedAndSaysWhy() {
        JsonNode job = json(
                service.post("/api/v1/jobs", Specs.yinYang())
                        .expectHeader()
                        .valueMatches("Location", "/api/v1/jobs/j[0-9a-z]{18}"),
                HttpStatus.CREATED);

        assertThat(job.path("state").asString()).isEqualTo("QUEUED");
        assertThat(job.at("/stateReason/code").asString()).isEqualTo("no-worker");
        assertThat(job.at("/stateReason/message").asString()).contains("./backspike worker --api");
        assertThat(job.path("attempt").asInt()).isZero();
        assertThat(job.at("/progress/epochs").asInt()).isEqualTo(100);
        assertThat(job.propertyNames())
                .contains(
                        "id",
                        "name",
                        "owner",
                        "labels",
                        "priority",
                        "state",
                        "stateReason",
                        "attempt",
                        "worker",
                        "progress",
                        "latest",
                        "best",
                        "spec",
                        "resolvedSpec",
                        "createdAt",
                        "startedAt",
                        "endedAt");
    }

    @Test
    void theSpecificationIsShownAsSubmittedAndResolved() {
        JsonNode job = service.job(service.submit());

        assertThat(job.path("spec")).isEqualTo(JSON.readTree(Specs.yinYang()));
        assertThat(job.at("/resolvedSpec/network/populations/input/size").asInt())
                .isEqualTo(5);
        assertThat(job.at("/resolvedSpec/training/optimiser/beta1").asDouble()).isEqualTo(0.9);
    }

    @Test
    void aJobOfAnotherDeviceSaysThatNoWorkerHasIt() {
        worker.lease(new LeaseRequest(new WorkerName("gpu"), "cuda", 1, 1, List.of(), 0));

        String id = service.submit(Specs.yinYang("resources", Map.of("device", "cpu")));

        assertThat(service.job(id).at("/stateReason/code").asString()).isEqualTo("no-worker-for-device");
    }

    @Test
    void aJobThatNeedsMoreMemoryThanAllowedIsRefused() {
        JsonNode refused = problem(
                service.post("/api/v1/jobs", Specs.yinYang("name", "hungry")),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-spec");

        assertThat(refused.at("/errors/0/pointer").asString()).isEqualTo("/network");
        assertThat(refused.at("/errors/0/message").asString())
                .contains("1048576 MB", "the 1024 MB that a job may need here (backspike.quotas.job-memory)");
    }

    @Test
    void validateShowsTheResolvedSpecificationAndStoresNothing() {
        JsonNode validation = json(service.post("/api/v1/jobs:validate", Specs.yinYang()), HttpStatus.OK);

        assertThat(validation.path("parameters").asLong()).isEqualTo(1600);
        assertThat(validation
                        .at("/resolvedSpec/network/populations/output/size")
                        .asInt())
                .isEqualTo(3);
        assertThat(service.get("/api/v1/jobs").path("jobs")).isEmpty();
    }

    /** Stored and found again, though a database may count them twice. */
    @Test
    void namesAreCountedInCharacters() {
        String brain = "\uD83E\uDDE0";
        String label = brain.repeat(100);
        ObjectNode spec = (ObjectNode) new JsonMapper().readTree(Specs.yinYang("name", brain.repeat(200)));
        spec.putObject("labels").put(label, brain.repeat(200));
        JsonNode job = json(service.post("/api/v1/jobs", spec.toString()), HttpStatus.CREATED);
        assertThat(job.path("name").asString()).isEqualTo(brain.repeat(200));
        assertThat(job.path("labels").path(label).asString()).isEqualTo(brain.repeat(200));
    }

    @Test
    void validateSaysWhatTheDataHold() {
        JsonNode data = json(service.post("/api/v1/jobs:validate?samples=3", Specs.yinYang()), HttpStatus.OK)
                .path("data");
        assertThat(data.at("/train/counts/spikes").asInt()).isEqualTo(64);
        assertThat(data.at("/train/warnings/0/code").asString()).isEqualTo("class-without-samples");
        assertThat(data.at("/train/examples").size()).isEqualTo(3);
        assertThat(data.at("/test/counts/samples").asInt()).isEqualTo(20);
        assertThat(data.has("validation")).isFalse();
        problem(
                service.post("/api/v1/jobs:validate?samples=11", Specs.yinYang()),
                HttpStatus.BAD_REQUEST,
                "bad-parameter");
    }

    @Test
    void validateChecksGradientsWhereAsked() {
        JsonNode without = json(service.post("/api/v1/jobs:validate", Specs.yinYang()), HttpStatus.OK);
        JsonNode with = json(service.post("/api/v1/jobs:validate?gradients=true", Specs.yinYang()), HttpStatus.OK);

        assertThat(without.has("gradients")).isFalse();
        assertThat(with.path("memoryBytes").asLong()).isEqualTo(25_600);
        assertThat(with.at("/gradients/largestError").asDouble()).isEqualTo(3e-9);
        assertThat(with.at("/gradients/arrays/0/worst").asString()).isEqualTo("input->hidden.weight[1][4]");
        problem(
                service.post("/api/v1/jobs:validate?gradients=true", Specs.yinYang("name", "runs-away")),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-spec");
        problem(
                service.post("/api/v1/jobs:validate?gradients=perhaps", Specs.yinYang()),
                HttpStatus.BAD_REQUEST,
                "bad-parameter");
    }

    @Test
    void validateRefusesWhatSubmitRefuses() {
        problem(
                service.post("/api/v1/jobs:validate", Specs.yinYang("colour", "red")),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-spec");
    }

    @Test
    void anUnchangedJobIsNotSentAgain() {
        String id = service.submit();
        String etag = etag(id);

        service.http()
                .get()
                .uri("/api/v1/jobs/{id}", id)
                .header("If-None-Match", etag)
                .exchange()
                .expectStatus()
                .isNotModified();
        service.cancel(id, HttpStatus.OK);
        service.http()
                .get()
                .uri("/api/v1/jobs/{id}", id)
                .header("If-None-Match", etag)
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void theListIsReadInPagesNewestFirst() {
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            newestFirst.addFirst(service.submit());
        }

        List<String> read = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = service.get("/api/v1/jobs?limit=2" + token);
            page.path("jobs").forEach(job -> read.add(job.path("id").asString()));
            token = page.path("nextPageToken").isNull()
                    ? ""
                    : "&pageToken=" + page.path("nextPageToken").asString();
            // A job submitted meanwhile belongs before the first page and must not shift the others.
            if (read.size() == 2) {
                service.submit();
            }
        } while (!token.isEmpty());

        assertThat(read).isEqualTo(newestFirst);
    }

    @Test
    void theListIsFilteredByStateAndLabels() {
        String red = service.submit(Specs.yinYang("labels", Map.of("colour", "red", "size", "a=b")));
        String blue = service.submit(Specs.yinYang("labels", Map.of("colour", "blue", "size", "a=b")));
        service.cancel(blue, HttpStatus.OK);

        assertThat(ids("?label=colour=red")).containsExactly(red);
        assertThat(ids("?label=size=a=b")).containsExactly(blue, red);
        assertThat(ids("?label=size=a=b&label=colour=blue")).containsExactly(blue);
        assertThat(ids("?state=QUEUED")).containsExactly(red);
        assertThat(ids("?state=QUEUED,CANCELLED")).containsExactly(blue, red);
        assertThat(ids("?state=SUCCEEDED")).isEmpty();
    }

    @Test
    void aLabelMayContainACommaAndThereMayBeOnlySoManyFilters() {
        String tagged = service.submit(Specs.yinYang("labels", Map.of("tags", "a,b")));

        assertThat(ids("?label=tags=a,b")).containsExactly(tagged);
        String many = "?label=tags=a" + "&label=tags=a".repeat(16);
        problem(service.http().get().uri("/api/v1/jobs" + many).exchange(), HttpStatus.BAD_REQUEST, "bad-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"fromCheckpoint\": null}"})
    void aBodyWhoseOnlyFieldIsOptionalMayBeEmpty(String body) {
        String id = service.submit(Specs.yinYang());
        service.cancel(id, HttpStatus.OK);

        assertThat(json(service.post("/api/v1/jobs/" + id + ":retry", body), HttpStatus.OK)
                        .path("state")
                        .asString())
                .isEqualTo("QUEUED");
    }

    @Test
    void theListIsFilteredByNameAndTime() {
        String plain = service.submit(Specs.yinYang("name", "a_b"));
        String other = service.submit(Specs.yinYang("name", "aXb*"));
        String created = service.job(other).path("createdAt").asString();

        assertThat(ids("?name=a_b")).containsExactly(plain);
        assertThat(ids("?name=a*")).containsExactly(other, plain);
        assertThat(ids("?name=a_*")).containsExactly(plain);
        assertThat(ids("?name=nothing*")).isEmpty();
        assertThat(ids("?createdAfter=" + created)).contains(other);
        assertThat(ids("?createdBefore=2020-01-01T00:00:00Z")).isEmpty();
        problem(
                service.http()
                        .get()
                        .uri("/api/v1/jobs?createdAfter=2021-01-01T00:00:00Z&createdBefore=2020-01-01T00:00:00Z")
                        .exchange(),
                HttpStatus.BAD_REQUEST,
                "bad-parameter");
        problem(
                service.http().get().uri("/api/v1/jobs?createdAfter=yesterday").exchange(),
                HttpStatus.BAD_REQUEST,
                "bad-parameter");
    }

    @Test
    void anActionHappensOnlyToTheVersionThatTheClientHasSeen() {
        String id = service.submit();
        String seen = etag(id);
        worker.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 1, List.of(), 0));

        for (String action : List.of("cancel", "pause", "resume", "retry")) {
            problem(
                    ifMatch(HttpMethod.POST, id + ":" + action, seen),
                    HttpStatus.PRECONDITION_FAILED,
                    "precondition-failed");
        }
        assertThat(service.job(id).path("cancelRequested").asBoolean()).isFalse();

        ifMatch(HttpMethod.POST, id + ":cancel", etag(id))
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals("ETag", etag(id));
    }

    @Test
    void aJobIsDeletedOnlyInTheVersionThatTheClientHasSeen() {
        String id = service.submit();
        String seen = etag(id);
        service.cancel(id, HttpStatus.OK);

        problem(ifMatch(HttpMethod.DELETE, id, seen), HttpStatus.PRECONDITION_FAILED, "precondition-failed");
        problem(ifMatch(HttpMethod.DELETE, id, "unquoted"), HttpStatus.BAD_REQUEST, "bad-parameter");
        ifMatch(HttpMethod.DELETE, id, etag(id)).expectStatus().isNoContent();
    }

    @Test
    void attemptsAndWorkersAreReadInPages() {
        for (String name : List.of("b", "a", "c")) {
            worker.lease(new LeaseRequest(new WorkerName(name), "cpu", 1, 0, List.of(), 0));
        }
        JsonNode first = service.get("/api/v1/workers?limit=2");
        JsonNode second = service.get("/api/v1/workers?limit=2&pageToken="
                + first.path("nextPageToken").asString());

        assertThat(first.path("workers")
                        .valueStream()
                        .map(one -> one.path("name").asString()))
                .containsExactly("a", "b");
        assertThat(second.path("workers")
                        .valueStream()
                        .map(one -> one.path("name").asString()))
                .containsExactly("c");
        assertThat(second.path("nextPageToken").isNull()).isTrue();

        String id = service.submit();
        for (int attempt = 1; attempt <= 2; attempt++) {
            AttemptId given = worker.lease(new LeaseRequest(new WorkerName("a"), "cpu", 1, 1, List.of(), 0))
                    .grants()
                    .getFirst()
                    .attempt();
            worker.report(new Report(
                    new WorkerName("a"), given, List.of(new SequencedEvent(1, Instant.EPOCH, new Released()))));
        }
        JsonNode attempts = service.get("/api/v1/jobs/" + id + "/attempts?limit=1");
        assertThat(attempts.at("/attempts/0/attempt").asInt()).isEqualTo(1);
        assertThat(service.get("/api/v1/jobs/" + id + "/attempts?limit=1&pageToken="
                                + attempts.path("nextPageToken").asString())
                        .at("/attempts/0/attempt")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aQueuedJobIsCancelledAtOnce() {
        String id = service.submit();

        JsonNode job = service.cancel(id, HttpStatus.OK);

        assertThat(job.path("state").asString()).isEqualTo("CANCELLED");
        assertThat(service.eventTypes(id)).containsExactly("job.queued", "job.cancelled");
        assertThat(worker.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 1, List.of(), 0))
                        .grants())
                .isEmpty();
    }

    @Test
    void cancellingARunningJobTwiceAsksOnce() {
        String id = service.submit();
        worker.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 1, List.of(), 0));

        service.cancel(id, HttpStatus.ACCEPTED);
        service.cancel(id, HttpStatus.ACCEPTED);

        assertThat(service.eventTypes(id)).containsExactly("job.queued", "job.running", "job.cancel-requested");
    }

    @Test
    void anEndedJobCannotBeCancelled() {
        String id = service.submit();
        service.cancel(id, HttpStatus.OK);

        problem(
                service.http().post().uri("/api/v1/jobs/" + id + ":cancel").exchange(),
                HttpStatus.CONFLICT,
                "job-ended");
    }

    @Test
    void onlyAnEndedJobCanBeDeletedAndThenItIsGone() {
        String id = service.submit();
        AttemptId attempt = worker.lease(new LeaseRequest(new WorkerName("w"), "cpu", 1, 1, List.of(), 0))
                .grants()
                .getFirst()
                .attempt();
        problem(delete(id), HttpStatus.CONFLICT, "job-not-ended");

        worker.storeArtifact(
                new WorkerName("w"), new JobId(id), 1, new FileName("model.safetensors"), new byte[] {1, 2, 3});
        worker.report(new Report(
                new WorkerName("w"), attempt, List.of(new SequencedEvent(1, Instant.EPOCH, new Succeeded()))));
        delete(id).expectStatus().isNoContent();

        for (String path : List.of("", "/events", "/stream", "/metrics", "/model", "/attempts")) {
            problem(
                    service.http().get().uri("/api/v1/jobs/" + id + path).exchange(),
                    HttpStatus.NOT_FOUND,
                    "job-not-found");
        }
    }

    @Test
    void theSameKeyAndBodyGiveTheSameJob() {
        JsonNode first = json(submitWithKey(Specs.yinYang(), "k1"), HttpStatus.CREATED);
        JsonNode again = json(
                submitWithKey(Specs.yinYang(), "k1").expectHeader().valueEquals("Idempotency-Replayed", "true"),
                HttpStatus.OK);

        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(ids("")).hasSize(1);
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        json(submitWithKey(Specs.yinYang(), "k2"), HttpStatus.CREATED);

        problem(
                submitWithKey(Specs.yinYang("name", "other"), "k2"),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "idempotency-key-reused");
        assertThat(ids("")).hasSize(1);
    }

    @Test
    void manyClientsWithOneKeyMakeOneJob() throws Exception {
        Set<String> made = new HashSet<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> submit = () -> {
                RestTestClient.ResponseSpec answer = submitWithKey(Specs.yinYang(), "race");
                return Objects.requireNonNull(answer.expectStatus()
                                .is2xxSuccessful()
                                .expectBody(JsonNode.class)
                                .returnResult()
                                .getResponseBody())
                        .path("id")
                        .asString();
            };
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                answers.add(clients.submit(submit));
            }
            for (Future<String> answer : answers) {
                made.add(answer.get());
            }
        }

        assertThat(made).hasSize(1);
        assertThat(ids("")).hasSize(1);
    }

    @Test
    void theModelOfAnUnfinishedJobIsNotThereAndTheProblemSaysWhy() {
        String id = service.submit();

        JsonNode problem = problem(
                service.http().get().uri("/api/v1/jobs/{id}/model", id).exchange(),
                HttpStatus.NOT_FOUND,
                "model-not-ready");
        assertThat(problem.path("detail").asString()).contains("QUEUED");
    }

    private RestTestClient.ResponseSpec ifMatch(HttpMethod method, String target, String tag) {
        return service.http()
                .method(method)
                .uri("/api/v1/jobs/" + target)
                .header("If-Match", tag)
                .exchange();
    }

    private RestTestClient.ResponseSpec delete(String id) {
        return service.http().delete().uri("/api/v1/jobs/{id}", id).exchange();
    }

    private RestTestClient.ResponseSpec submitWithKey(String spec, String key) {
        return service.http()
                .post()
                .uri("/api/v1/jobs")
                .contentType(MediaType.APPLICATION_JSON)
                .header("Idempotency-Key", key)
                .body(spec)
                .exchange();
    }

    private List<String> ids(String query) {
        return service.get("/api/v1/jobs" + query)
                .path("jobs")
                .valueStream()
                .map(job -> job.path("id").asString())
                .toList();
    }

    private String etag(String id) {
        List<String> tags = service.http()
                .get()
                .uri("/api/v1/jobs/{id}", id)
                .exchange()
                .returnResult(String.class)
                .getResponseHeaders()
                .getOrEmpty("ETag");
        assertThat(tags).hasSize(1);
        return tags.getFirst();
    }
}
