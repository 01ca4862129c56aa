package dev.backspike.api.webhook;

import dev.backspike.api.event.EventType;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.json.Fields;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.JsonSchema;
import dev.backspike.common.json.SchemaTexts;
import dev.backspike.common.json.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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

    /**
     * A request to notify a program of changes to jobs.
     *
     * @param url the receiver, whose host the operator has allowed ({@code backspike.webhooks.allowed-hosts})
     * @param events the events that are delivered; by default those that end a job
     * @param jobs {@code OWN} for jobs of the token that creates the webhook, {@code ALL} for all jobs, which needs an
     *     admin
     * @param secret the key of signatures, {@code whsec_} and 24 to 64 bytes in base 64; generated if absent
     */
    record Request(
            String url,
            List<String> events,
            Webhook.Jobs jobs,
            @Nullable String secret) {}

    /** @throws ProblemException naming every invalid field */
    Request read(JsonNode body) {
        try {
            return StrictJson.read(body, in -> request(in, hosts::objection));
        } catch (InvalidSpecException e) {
            int count = e.errors().size();
            throw new ProblemException(
                    ProblemCode.INVALID_WEBHOOK,
                    "the webhook has " + (count == 1 ? "an error" : count + " errors"),
                    e.errors());
        }
    }

    static ObjectNode schema(SchemaTexts texts) {
        return JsonSchema.of("Backspike webhook", in -> request(in, _ -> null), texts);
    }

    private static Request request(Fields in, Function<String, @Nullable String> urlObjection) {
        return new Request(
                in.text("url", urlObjection),
                in.words("events", DEFAULT_EVENTS, EVENTS),
                in.word("jobs", Webhook.Jobs.OWN, JOBS),
                in.optionalText("secret", WebhookReader::secretObjection));
    }

    private static @Nullable String secretObjection(String secret) {
        return Signature.isSecret(secret)
                ? null
                : "must be whsec_ and 24 to 64 bytes in base 64; omit it to have one generated";
    }
}
