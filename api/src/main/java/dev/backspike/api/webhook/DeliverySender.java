package dev.backspike.api.webhook;

import dev.backspike.api.webhook.Deliveries.Claim;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends deliveries that are due, a few at a time, until they are taken or have been tried often enough. Several
 * replicas share the work: whoever counts a try in the table makes it. One that dies meanwhile leaves the delivery to
 * another.
 */
@Component
class DeliverySender {

    private static final Logger log = LoggerFactory.getLogger(DeliverySender.class);

    private static final int AT_ONCE = 16;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final Deliveries deliveries;
    private final AllowedHosts hosts;
    private final WebhookProperties properties;
    private final Map<Delivery.State, Counter> tries = new EnumMap<>(Delivery.State.class);
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final ReentrantLock sending = new ReentrantLock();

    DeliverySender(
            Deliveries deliveries,
            AllowedHosts hosts,
            WebhookProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.deliveries = deliveries;
        this.hosts = hosts;
        this.properties = properties;
        this.clock = clock;
        for (Delivery.State outcome : Delivery.State.values()) {
            tries.put(
                    outcome,
                    Counter.builder("backspike.webhooks.tries")
                            .description("Attempts to send a delivery, by the state that the delivery has after it")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** Off the thread of the scheduler, which others need while a receiver keeps us waiting. */
    @Scheduled(fixedDelayString = "${backspike.webhooks.look:1s}")
    void look() {
        Thread.ofVirtual().name("webhooks").start(() -> {
            if (sending.tryLock()) {
                try {
                    sendDue();
                } catch (RuntimeException e) {
                    log.error("sending what is due to webhooks failed; it is tried again", e);
                } finally {
                    sending.unlock();
                }
            }
        });
    }

    @Scheduled(initialDelayString = "10m", fixedDelayString = "1h")
    void forgetOld() {
        int forgotten = deliveries.forget(clock.instant().minus(properties.keep()));
        if (forgotten > 0) {
            log.info("forgot {} deliveries to webhooks that are older than {}", forgotten, properties.keep());
        }
    }

    /** Returns when all that was due has been tried once. */
    void sendDue() {
        List<String> due = deliveries.due(clock.instant(), AT_ONCE);
        while (!due.isEmpty()) {
            try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
                due.forEach(id -> each.execute(() -> send(id)));
            }
            due = deliveries.due(clock.instant(), AT_ONCE);
        }
    }

    private void send(String id) {
        Instant now = clock.instant();
        // Longer than a try takes, so that nobody else makes the same one.
        Instant until = now.plus(properties.timeout().plus(CONNECT_TIMEOUT).multipliedBy(2));
        try {
            Optional<Claim> claim = deliveries.claim(id, now, until);
            claim.ifPresent(one -> record(one, attempt(one, now)));
        } catch (RuntimeException e) {
            log.error("delivery {} to a webhook could not be tried or recorded; it is tried again", id, e);
        }
    }

    /** @param failure null if it was taken */
    private record Answer(
            @Nullable Integer status, @Nullable String failure, boolean tryAgain) {}

    private Answer attempt(Claim claim, Instant now) {
        String objection = hosts.objection(claim.url());
        if (objection != null) {
            return new Answer(null, "the URL " + objection, false);
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(claim.url()))
                .timeout(properties.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Backspike")
                .header("webhook-id", claim.id())
                .header("webhook-timestamp", String.valueOf(now.getEpochSecond()))
                .header("webhook-signature", Signature.of(claim.secret(), claim.id(), now, claim.body()))
                .POST(BodyPublishers.ofString(claim.body()))
                .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
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
            boolean again = answer.tryAgain() && claim.tries() < properties.tries();
            state = again ? Delivery.State.PENDING : Delivery.State.FAILED;
        }
        deliveries.record(
                claim, state, now.plus(properties.delayAfter(claim.tries())), answer.status(), answer.failure(), now);
        Objects.requireNonNull(tries.get(state)).increment();
    }
}
