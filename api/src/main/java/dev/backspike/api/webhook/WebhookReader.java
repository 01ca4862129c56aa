package dev.backspike.api.webhook;

import dev.backspike.api.event.EventType;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.json.Fields;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads the body of a request to create a webhook, and reports every invalid field at once. */
@Component
class WebhookReader {

    static final List<String> EVENTS = Arrays.stream(EventType.values())
            .filter(EventType::isOfJob)
            .map(EventType::word)
            .toList();

    private static final List<String> DEFAULT_EVENTS = Arrays.stream(EventType.values())
            .filter(EventType::endsJob)
            .map(EventType::word)
            .toList();
    private static final Map<String, Webhook.Jobs> JOBS = Map.of("OWN", Webhook.Jobs.OWN, "ALL", Webhook.Jobs.ALL);

    private final AllowedHosts hosts;

    WebhookReader(AllowedHosts hosts) {
        this.hosts = hosts;
    }

    /** @param secret null if the service generates one */
    record Request(
            String url,
            List<String> events,
            Webhook.Jobs jobs,
            @Nullable String secret) {}

    /** @throws ProblemException naming every invalid field */
    Request read(JsonNode body) {
        try {
            return StrictJson.read(body, this::request);
        } catch (InvalidSpecException e) {
            int count = e.errors().size();
            throw new ProblemException(
                    ProblemCode.INVALID_WEBHOOK,
                    "the webhook has " + (count == 1 ? "an error" : count + " errors"),
                    e.errors());
        }
    }

    private Request request(Fields in) {
        return new Request(
                in.text("url", hosts::objection),
                in.words("events", DEFAULT_EVENTS, EVENTS),
                in.word("jobs", Webhook.Jobs.OWN, JOBS),
                in.has("secret") ? in.text("secret", WebhookReader::secretObjection) : null);
    }

    private static @Nullable String secretObjection(String secret) {
        return Signature.isSecret(secret)
                ? null
                : "must be whsec_ and 24 to 64 bytes in base 64; omit it to have one generated";
    }
}
