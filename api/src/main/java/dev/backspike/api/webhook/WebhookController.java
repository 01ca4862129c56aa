package dev.backspike.api.webhook;

import dev.backspike.api.access.CurrentCaller;
import dev.backspike.api.access.Scope;
import dev.backspike.api.http.PageLimit;
import dev.backspike.api.http.PageToken;
import dev.backspike.api.job.JobIds;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
class WebhookController {

    private static final int MAX_WEBHOOKS = 1000;
    private static final Pattern ID = Pattern.compile("w[0-9a-z]{18}");
    /** The key of a page of deliveries: time of creation in microseconds since 1970, and id. */
    private static final Pattern DELIVERY = Pattern.compile("[0-9]{1,17} [0-9a-z.]{1,120}");
    /** Later than the creation of any delivery. */
    private static final Instant NEWEST = Instant.parse("9999-01-01T00:00:00Z");

    private final CurrentCaller caller;
    private final WebhookReader reader;
    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final JobIds ids;
    private final JsonMapper json;
    private final Clock clock;

    WebhookController(
            CurrentCaller caller,
            WebhookReader reader,
            Webhooks webhooks,
            Deliveries deliveries,
            JobIds ids,
            JsonMapper json,
            Clock clock) {
        this.caller = caller;
        this.reader = reader;
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.ids = ids;
        this.json = json;
        this.clock = clock;
    }

    /**
     * @param webhooks oldest first
     * @param nextPageToken null on the last page
     */
    record WebhookPage(List<Webhook> webhooks, @Nullable String nextPageToken) {}

    /**
     * @param deliveries newest first
     * @param nextPageToken null on the last page
     */
    record DeliveryPage(List<Delivery> deliveries, @Nullable String nextPageToken) {}

    /**
     * Creates a webhook: from now on, events of the caller's jobs are sent to a URL. An admin can subscribe to all
     * jobs.
     */
    @ApiResponse(
            responseCode = "201",
            description = "created; the only response that contains the secret",
            useReturnTypeSchema = true)
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Webhook> create(@RequestBody JsonNode body) {
        WebhookReader.Request request = reader.read(body);
        if (request.jobs() == Webhook.Jobs.ALL && !caller.get().may(Scope.ADMIN)) {
            throw new ProblemException(ProblemCode.NOT_ADMIN, "only an admin may subscribe to the jobs of all users");
        }
        if (webhooks.count() >= MAX_WEBHOOKS) {
            throw new ProblemException(
                    ProblemCode.TOO_MANY_WEBHOOKS,
                    "the limit of " + MAX_WEBHOOKS + " webhooks is reached; delete some");
        }
        Webhook webhook = new Webhook(
                ids.next('w'),
                caller.name(),
                request.url(),
                request.events(),
                request.jobs(),
                Objects.requireNonNullElseGet(request.secret(), Signature::newSecret),
                clock.instant());
        webhooks.insert(webhook);
        return ResponseEntity.created(URI.create("/api/v1/webhooks/" + webhook.id()))
                .body(webhook);
    }

    /** Lists the caller's webhooks; for an admin, all webhooks. */
    @GetMapping
    WebhookPage list(
            @RequestParam(required = false) @Nullable String pageToken, @RequestParam(defaultValue = "50") int limit) {
        PageLimit limited = new PageLimit(limit);
        String after = pageToken == null ? "" : PageToken.read(pageToken, ID);
        String owner = caller.get().may(Scope.ADMIN) ? null : caller.name();
        List<Webhook> found = webhooks.after(after, owner, limited.andOneMore());
        return new WebhookPage(limited.page(found), limited.next(found, Webhook::id));
    }

    /** Returns a webhook, without its secret. */
    @GetMapping("/{id:[^:]+}")
    Webhook get(@PathVariable String id) {
        return owned(id);
    }

    /** Deletes a webhook and its deliveries; deliveries still pending are not sent. */
    @ApiResponse(responseCode = "204", description = "deleted")
    @DeleteMapping("/{id:[^:]+}")
    ResponseEntity<Void> delete(@PathVariable String id) {
        webhooks.delete(owned(id).id());
        return ResponseEntity.noContent().build();
    }

    /** Sends a {@code ping} event, to test whether requests arrive. */
    @ApiResponse(responseCode = "202", description = "accepted; the delivery is sent next", useReturnTypeSchema = true)
    @PostMapping("/{id}:ping")
    ResponseEntity<Delivery> ping(@PathVariable String id) {
        Webhook webhook = owned(id);
        Instant now = clock.instant();
        String delivery = webhook.id() + ".ping." + ids.next('p');
        deliveries.add(
                delivery,
                webhook.id(),
                "ping",
                json.writeValueAsString(Outbox.body("ping", now.toString(), Map.of())),
                now);
        return ResponseEntity.accepted().body(existing(webhook, delivery));
    }

    /** Lists the deliveries of a webhook, newest first, with the outcome of the last attempt. */
    @GetMapping("/{id}/deliveries")
    DeliveryPage deliveries(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String pageToken,
            @RequestParam(defaultValue = "50") int limit) {
        PageLimit limited = new PageLimit(limit);
        Instant before = NEWEST;
        String beforeId = "";
        if (pageToken != null) {
            String[] key = PageToken.read(pageToken, DELIVERY).split(" ", -1);
            before = Instant.EPOCH.plusNanos(Long.parseLong(key[0]) * 1000);
            beforeId = key[1];
        }
        List<Delivery> found = deliveries.before(owned(id).id(), before, beforeId, limited.andOneMore());
        return new DeliveryPage(limited.page(found), limited.next(found, WebhookController::key));
    }

    /** Redelivers a delivery with the same id, and counts its attempts from zero. */
    @ApiResponse(responseCode = "202", description = "accepted; the delivery is sent next", useReturnTypeSchema = true)
    @PostMapping("/{id}/deliveries/{delivery}:redeliver")
    ResponseEntity<Delivery> redeliver(@PathVariable String id, @PathVariable String delivery) {
        Webhook webhook = owned(id);
        if (!deliveries.redeliver(webhook.id(), delivery, clock.instant())) {
            throw deliveryNotFound(webhook, delivery);
        }
        return ResponseEntity.accepted().body(existing(webhook, delivery));
    }

    private Webhook owned(String id) {
        Webhook webhook = webhooks.find(id)
                .orElseThrow(() -> new ProblemException(ProblemCode.WEBHOOK_NOT_FOUND, "there is no webhook " + id));
        caller.requireOwner(webhook.owner(), "webhook " + id);
        return webhook;
    }

    private Delivery existing(Webhook webhook, String delivery) {
        return deliveries.find(webhook.id(), delivery).orElseThrow(() -> deliveryNotFound(webhook, delivery));
    }

    private static ProblemException deliveryNotFound(Webhook webhook, String delivery) {
        return new ProblemException(
                ProblemCode.DELIVERY_NOT_FOUND,
                "webhook " + webhook.id() + " has no delivery " + delivery
                        + "; completed deliveries are deleted after a while");
    }

    private static String key(Delivery delivery) {
        Instant created = delivery.createdAt();
        return created.getEpochSecond() * 1_000_000 + created.getNano() / 1000 + " " + delivery.id();
    }
}
