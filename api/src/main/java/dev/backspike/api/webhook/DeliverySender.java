package dev.backspike.api.webhook;

import dev.backspike.api.problem.DatabaseOutage;
import dev.backspike.api.secret.SecretBox;
import dev.backspike.api.secret.UnreadableSecretException;
import dev.backspike.api.webhook.Deliveries.Claim;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends deliveries that are due until their receivers accept them or the attempts are used up. The number of concurrent
 * requests is limited for each host, so that a slow receiver delays only its own deliveries. Several replicas of the
 * service share the work: the replica that claims a delivery in the table sends it, and the claim of a replica that
 * dies expires.
 */
@Component
class DeliverySender {

    private static final Logger log = LoggerFactory.getLogger(DeliverySender.class);

    private static final int LANES_PER_HOST = 4;
    /** Due deliveries read at once; only a few of each webhook are read, so no receiver crowds out the others. */
    private static final int READ_AT_ONCE = 256;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final Deliveries deliveries;
    private final AllowedHosts hosts;
    private final SecretBox secrets;
    private final WebhookProperties properties;
    private final Map<Delivery.State, Counter> attempts = new EnumMap<>(Delivery.State.class);
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final ReentrantLock looking = new ReentrantLock();
    private final Map<String, Semaphore> lanes = new ConcurrentHashMap<>();
    private final Executor threads =
            task -> Thread.ofVirtual().name("webhook-delivery").start(task);

    DeliverySender(
            Deliveries deliveries,
            AllowedHosts hosts,
            SecretBox secrets,
            WebhookProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.deliveries = deliveries;
        this.hosts = hosts;
        this.secrets = secrets;
        this.properties = properties;
        this.clock = clock;
        for (Delivery.State outcome : Delivery.State.values()) {
            attempts.put(
                    outcome,
                    Counter.builder("backspike.webhooks.attempts")
                            .description("Attempts to send a delivery, by the resulting state of the delivery")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** Runs on a new thread, since the scheduler's threads serve other tasks. */
    @Scheduled(fixedDelayString = "${backspike.webhooks.check-interval:1s}")
    void look() {
        Thread.ofVirtual().name("webhooks").start(() -> {
            if (looking.tryLock()) {
                try {
                    sendWhileAnyAreDue();
                } catch (RuntimeException e) {
                    if (DatabaseOutage.causes(e)) {
                        log.debug("webhook deliveries wait for the database", e);
                    } else {
                        log.error("sending due webhook deliveries failed; retrying", e);
                    }
                } finally {
                    looking.unlock();
                }
            }
        });
    }

    @Scheduled(initialDelayString = "10m", fixedDelayString = "1h")
    void deleteOld() {
        int deleted = deliveries.deleteEnded(clock.instant().minus(properties.keep()));
        if (deleted > 0) {
            log.info("deleted {} webhook deliveries older than {}", deleted, properties.keep());
        }
    }

    private void sendWhileAnyAreDue() {
        List<CompletableFuture<Void>> started = startDue();
        while (!started.isEmpty()) {
            // The first request to end lets the next one to its host start; deliveries to other hosts do not wait for a
            // slow one.
            CompletableFuture.anyOf(started.toArray(CompletableFuture[]::new))
                    .completeOnTimeout(null, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            started = startDue();
        }
    }

    /**
     * Starts an attempt of each due delivery whose host is below its limit of concurrent requests; returns these
     * attempts.
     */
    List<CompletableFuture<Void>> startDue() {
        List<CompletableFuture<Void>> started = new ArrayList<>();
        for (Deliveries.Due due : deliveries.due(clock.instant(), LANES_PER_HOST, READ_AT_ONCE)) {
            Semaphore lane = lanes.computeIfAbsent(host(due.url()), _ -> new Semaphore(LANES_PER_HOST));
            if (lane.tryAcquire()) {
                started.add(CompletableFuture.runAsync(() -> send(due.id()), threads)
                        .whenComplete((_, _) -> lane.release()));
            }
        }
        return started;
    }

    private static String host(String url) {
        String host = URI.create(url).getHost();
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }

    private void send(String id) {
        Instant now = clock.instant();
        // Longer than an attempt takes, so that no other replica makes the same attempt.
        Instant until = now.plus(properties.timeout().plus(CONNECT_TIMEOUT).multipliedBy(2));
        try {
            Optional<Claim> claim = deliveries.claim(id, now, until);
            claim.ifPresent(one -> record(one, attempt(one, now)));
        } catch (RuntimeException e) {
            log.error("webhook delivery {} could not be sent or its outcome not recorded; retrying", id, e);
        }
    }

    /** @param failure null if the receiver accepted the delivery */
    private record Answer(
            @Nullable Integer status, @Nullable String failure, boolean retry) {}

    private Answer attempt(Claim claim, Instant now) {
        String objection = hosts.objection(claim.url());
        if (objection != null) {
            return new Answer(null, "the URL " + objection, false);
        }
        String secret;
        try {
            secret = secrets.open(claim.sealedSecret());
        } catch (UnreadableSecretException e) {
            return new Answer(null, String.valueOf(e.getMessage()), true);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(claim.url()))
                .timeout(properties.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Backspike")
                .header("webhook-id", claim.id())
                .header("webhook-timestamp", String.valueOf(now.getEpochSecond()))
                .header("webhook-signature", Signature.of(secret, claim.id(), now, claim.body()))
                .POST(BodyPublishers.ofString(claim.body()))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            // The status decides. The body is not read: a receiver could send one without end.
            response.body().close();
            int status = response.statusCode();
            return status / 100 == 2
                    ? new Answer(status, null, false)
                    : new Answer(status, "answered with HTTP status " + status, true);
        } catch (IOException e) {
            return new Answer(null, String.valueOf(e), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(null, "interrupted while the service was stopping", true);
        }
    }

    private void record(Claim claim, Answer answer) {
        Instant now = clock.instant();
        Delivery.State state = Delivery.State.DELIVERED;
        if (answer.failure() != null) {
            boolean again = answer.retry() && claim.attempts() < properties.attempts();
            state = again ? Delivery.State.PENDING : Delivery.State.FAILED;
        }
        deliveries.record(
                claim,
                state,
                now.plus(properties.delayAfter(claim.attempts())),
                answer.status(),
                answer.failure(),
                now);
        Objects.requireNonNull(attempts.get(state)).increment();
    }
}
