package dev.backspike.api.webhook;

import static dev.backspike.api.Service.json;
import static dev.backspike.api.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.MovableClock;
import dev.backspike.api.Service;
import dev.backspike.api.ServiceTest;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.StateReason;
import dev.backspike.common.id.JobId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks over HTTP, as their users and their receivers meet them. */
@ServiceTest
class WebhookTest {

    private static final JsonMapper JSON = new JsonMapper();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MovableClock clock;

    @Autowired
    private DeliverySender sender;

    @Autowired
    private JobQueue queue;

    @Autowired
    private TransactionTemplate transaction;

    private Receiver receiver;
    private Service service;

    @BeforeEach
    void emptyDatabase() throws IOException {
        jdbc.sql("delete from job").update();
        jdbc.sql("delete from webhook").update();
        receiver = new Receiver();
        service = new Service(port);
    }

    @AfterEach
    void closeReceiver() {
        receiver.close();
    }

    @Test
    void theEndOfAJobIsToldOnceAndSigned() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        String job = service.submit();
        service.cancel(job, HttpStatus.OK);

        sendDue();
        sendDue();

        assertThat(receiver.requests).hasSize(1);
        Receiver.Request request = receiver.requests.getFirst();
        assertThat(request.json().path("type").asString()).isEqualTo("job.cancelled");
        assertThat(request.json().at("/data/job").asString()).isEqualTo(job);
        assertThat(request.json().at("/data/code").asString()).isEqualTo("cancelled-by-user");
        assertThat(request.signature())
                .isEqualTo(Signature.of(
                        webhook.path("secret").asString(),
                        request.id(),
                        Instant.ofEpochSecond(Long.parseLong(request.timestamp())),
                        request.body()));
        JsonNode delivery = deliveries(webhook).path(0);
        assertThat(delivery.path("id").asString()).isEqualTo(request.id());
        assertThat(delivery.path("state").asString()).isEqualTo("DELIVERED");
        assertThat(delivery.path("httpStatus").asInt()).isEqualTo(204);
        assertThat(delivery.path("attempts").asInt()).isEqualTo(1);
    }

    @Test
    void onlyWhatWasAskedForIsTold() {
        create(Map.of("url", receiver.url(), "events", List.of("job.queued", "job.paused")));
        String job = service.submit();
        service.post("/api/v1/jobs/" + job + ":pause", "").expectStatus().isOk();
        service.cancel(job, HttpStatus.OK);

        sendDue();

        assertThat(receiver.requests)
                .extracting(request -> request.json().path("type").asString())
                .containsExactlyInAnyOrder("job.queued", "job.paused");
    }

    @Test
    void whatDidNotHappenIsNotTold() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        String job = service.submit();

        transaction.executeWithoutResult(status -> {
            queue.lock(new JobId(job))
                    .orElseThrow()
                    .cancel(new StateReason("cancelled-by-user", "but then something fails"));
            status.setRollbackOnly();
        });
        sendDue();

        assertThat(deliveries(webhook)).isEmpty();
        assertThat(receiver.requests).isEmpty();
    }

    @Test
    void aReceiverThatIsAwayIsTriedAgainLaterWithTheSameId() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        service.cancel(service.submit(), HttpStatus.OK);
        receiver.status = 503;

        sendDue();
        sendDue();
        assertThat(receiver.requests).hasSize(1);
        JsonNode failed = deliveries(webhook).path(0);
        assertThat(failed.path("state").asString()).isEqualTo("PENDING");
        assertThat(failed.path("failure").asString()).contains("503");
        assertThat(failed.path("nextAttemptAt").isString()).isTrue();

        receiver.status = 200;
        clock.forward(Duration.ofSeconds(6));
        sendDue();
        assertThat(receiver.requests).hasSize(2);
        assertThat(receiver.requests.get(1).id())
                .isEqualTo(receiver.requests.get(0).id());
        assertThat(receiver.requests.get(1).body())
                .isEqualTo(receiver.requests.get(0).body());
        assertThat(deliveries(webhook).at("/0/state").asString()).isEqualTo("DELIVERED");
    }

    @Test
    void aReceiverThatStaysAwayIsGivenUpUntilAUserAsksAgain() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        service.cancel(service.submit(), HttpStatus.OK);
        receiver.status = 500;
        for (int i = 0; i < 20; i++) {
            sendDue();
            clock.forward(Duration.ofHours(7));
        }
        JsonNode failed = deliveries(webhook).path(0);
        assertThat(receiver.requests).hasSize(8);
        assertThat(failed.path("state").asString()).isEqualTo("FAILED");
        assertThat(failed.path("nextAttemptAt").isNull()).isTrue();

        receiver.status = 200;
        String again = path(webhook) + "/deliveries/" + failed.path("id").asString() + ":redeliver";
        assertThat(json(service.post(again, ""), HttpStatus.ACCEPTED)
                        .path("state")
                        .asString())
                .isEqualTo("PENDING");
        sendDue();
        assertThat(deliveries(webhook).at("/0/state").asString()).isEqualTo("DELIVERED");
        problem(
                service.post(path(webhook) + "/deliveries/w0:redeliver", ""),
                HttpStatus.NOT_FOUND,
                "delivery-not-found");
    }

    @Test
    void aRedirectIsNotFollowed() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        receiver.status = 302;
        service.post(path(webhook) + ":ping", "").expectStatus().isAccepted();

        sendDue();

        assertThat(receiver.requests).extracting(Receiver.Request::path).containsExactly("/hook");
        assertThat(deliveries(webhook).at("/0/failure").asString()).contains("302");
    }

    @Test
    void aReceiverThatIsNotThereIsNamedInTheLog() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        receiver.close();
        service.post(path(webhook) + ":ping", "").expectStatus().isAccepted();

        sendDue();

        assertThat(deliveries(webhook).at("/0/failure").asString()).contains("ConnectException");
    }

    @Test
    void deliveriesAreReadInPagesNewestFirst() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        List<String> newestFirst = IntStream.range(0, 3)
                .mapToObj(_ -> json(service.post(path(webhook) + ":ping", ""), HttpStatus.ACCEPTED)
                        .path("id")
                        .asString())
                .toList()
                .reversed();

        JsonNode first = service.get(path(webhook) + "/deliveries?limit=2");
        JsonNode second = service.get(path(webhook) + "/deliveries?limit=2&pageToken="
                + first.path("nextPageToken").asString());

        assertThat(first.path("deliveries")
                        .valueStream()
                        .map(one -> one.path("id").asString()))
                .containsExactlyElementsOf(newestFirst.subList(0, 2));
        assertThat(second.path("deliveries")
                        .valueStream()
                        .map(one -> one.path("id").asString()))
                .containsExactlyElementsOf(newestFirst.subList(2, 3));
    }

    @Test
    void aSecretIsShownOnceAndMayBeGiven() {
        String secret = Signature.newSecret();
        JsonNode webhook = create(Map.of("url", receiver.url(), "secret", secret));

        assertThat(webhook.path("secret").asString()).isEqualTo(secret);
        assertThat(service.get(path(webhook)).has("secret")).isFalse();
        assertThat(service.get("/api/v1/webhooks").at("/webhooks/0").has("secret"))
                .isFalse();
    }

    @Test
    void aDeletedWebhookHearsNothingMore() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        service.post(path(webhook) + ":ping", "").expectStatus().isAccepted();
        service.http().delete().uri(path(webhook)).exchange().expectStatus().isNoContent();

        sendDue();

        assertThat(receiver.requests).isEmpty();
        problem(service.http().get().uri(path(webhook)).exchange(), HttpStatus.NOT_FOUND, "webhook-not-found");
    }

    @Test
    void allThatIsWrongWithAWebhookIsSaidAtOnce() {
        JsonNode problem = problem(
                service.post(
                        "/api/v1/webhooks",
                        JSON.writeValueAsString(Map.of(
                                "url", "http://169.254.169.254/",
                                "events", List.of("job.exploded"),
                                "jobs", "SOME",
                                "secret", "short",
                                "colour", "red"))),
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-webhook");

        assertThat(problem.path("errors")
                        .valueStream()
                        .map(error -> error.path("pointer").asString()))
                .containsExactlyInAnyOrder("/url", "/events", "/jobs", "/secret", "/colour");
    }

    @Test
    void aSlowReceiverDelaysOnlyDeliveriesToItself() throws Exception {
        try (Receiver slow = new Receiver()) {
            CountDownLatch answers = new CountDownLatch(1);
            slow.beforeAnswer = answers;
            JsonNode delayed = create(Map.of("url", slow.url().replace("127.0.0.1", "localhost")));
            JsonNode prompt = create(Map.of("url", receiver.url()));
            for (int i = 0; i < 10; i++) {
                service.post(path(delayed) + ":ping", "").expectStatus().isAccepted();
                service.post(path(prompt) + ":ping", "").expectStatus().isAccepted();
            }

            List<CompletableFuture<Void>> waiting = new ArrayList<>(sender.startDue());
            while (receiver.requests.size() < 10) {
                CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new))
                        .get(10, TimeUnit.SECONDS);
                waiting.removeIf(CompletableFuture::isDone);
                waiting.addAll(sender.startDue());
            }

            assertThat(slow.requests).as("attempts at once of one host").hasSizeLessThanOrEqualTo(4);
            answers.countDown();
            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(10, TimeUnit.SECONDS);
            sendDue();
            assertThat(slow.requests).hasSize(10);
        }
    }

    @Test
    void anAnswerWithoutEndCountsByItsStatus() {
        JsonNode webhook = create(Map.of("url", receiver.url()));
        receiver.status = 200;
        receiver.endless = true;
        service.post(path(webhook) + ":ping", "").expectStatus().isAccepted();

        sendDue();

        assertThat(deliveries(webhook).at("/0/state").asString()).isEqualTo("DELIVERED");
    }

    @Test
    void theDatabaseHoldsNoSecretInClearText() {
        String secret = Signature.newSecret();
        create(Map.of("url", receiver.url(), "secret", secret));

        assertThat(jdbc.sql("select secret from webhook").query(String.class).single())
                .doesNotContain(secret.substring("whsec_".length(), 20));
    }

    /** Returns when all that was due has been tried once. */
    private void sendDue() {
        List<CompletableFuture<Void>> attempts = sender.startDue();
        while (!attempts.isEmpty()) {
            attempts.forEach(CompletableFuture::join);
            attempts = sender.startDue();
        }
    }

    private JsonNode create(Map<String, Object> webhook) {
        return json(service.post("/api/v1/webhooks", JSON.writeValueAsString(webhook)), HttpStatus.CREATED);
    }

    private static String path(JsonNode webhook) {
        return "/api/v1/webhooks/" + webhook.path("id").asString();
    }

    private JsonNode deliveries(JsonNode webhook) {
        return service.get(path(webhook) + "/deliveries").path("deliveries");
    }
}
