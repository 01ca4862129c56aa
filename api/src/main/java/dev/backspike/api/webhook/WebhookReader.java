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
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads what a user sends for a new webhook, and names all that is wrong with it at once. */
@Component
class WebhookReader {

    static final List<String> EVENTS = Arrays.stream(EventType.values())
            .filter(EventType::isOfJob)
            .map(EventType::word)
            .toList();

    private static final List<String> ENDS = Arrays.stream(EventType.values())
            .filter(EventType::endsJob)
            .map(EventType::word)
            .toList();
    private static final Map<String, Webhook.Jobs> JOBS = Map.of("OWN", Webhook.Jobs.OWN, "ALL", Webhook.Jobs.ALL);

    private final AllowedHosts hosts;

    WebhookReader(AllowedHosts hosts) {
        this.hosts = hosts;
    }

    /** @param secret null if one is to be made up */
    record Wanted(
            String url,
            List<String> events,
            Webhook.Jobs jobs,
            @Nullable String secret) {}

    /** @throws ProblemException naming every field that is wrong */
    Wanted read(JsonNode body) {
        try {
            return StrictJson.read(body, this::wanted);
        } catch (InvalidSpecException e) {
            int count = e.errors().size();
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    ProblemCode.INVALID_WEBHOOK,
                    "the webhook has " + (count == 1 ? "an error" : count + " errors"),
                    e.errors());
        }
    }

    private Wanted wanted(Fields in) {
        return new Wanted(
                in.text("url", hosts::objection),
                in.words("events", ENDS, EVENTS),
                in.word("jobs", Webhook.Jobs.OWN, JOBS),
                in.has("secret") ? in.text("secret", WebhookReader::secretObjection) : null);
    }

    private static @Nullable String secretObjection(String secret) {
        return Signature.isSecret(secret)
                ? null
                : "must be whsec_ and 24 to 64 bytes in base 64; leave it out for a new one";
    }
}
