package dev.backspike.api.webhook;

import dev.backspike.common.code.ProblemCode;
import dev.backspike.api.event.EventType;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.spec.SpecError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    private static final Set<String> FIELDS = Set.of("url", "events", "jobs", "secret");

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

    /** @throws ProblemException naming what is wrong */
    Wanted read(JsonNode body) {
        List<SpecError> errors = new ArrayList<>();
        if (!body.isObject()) {
            throw invalid(List.of(new SpecError("", "must be an object with a url")));
        }
        body.propertyNames().stream()
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> errors.add(new SpecError(
                        "/" + SpecError.token(field), "is not a known field; known here: events, jobs, secret, url")));
        Wanted wanted = new Wanted(url(body, errors), events(body, errors), jobs(body, errors), secret(body, errors));
        if (!errors.isEmpty()) {
            throw invalid(errors);
        }
        return wanted;
    }

    private String url(JsonNode body, List<SpecError> errors) {
        JsonNode url = body.path("url");
        String objection = url.isString() ? hosts.objection(url.asString()) : "is required, and a string";
        if (objection != null) {
            errors.add(new SpecError("/url", objection));
        }
        return url.asString("");
    }

    private static List<String> events(JsonNode body, List<SpecError> errors) {
        JsonNode given = body.path("events");
        if (given.isMissingNode() || given.isNull()) {
            return ENDS;
        }
        Set<String> events = new LinkedHashSet<>();
        given.forEach(event -> events.add(event.asString("")));
        if (!given.isArray() || events.isEmpty() || !EVENTS.containsAll(events)) {
            errors.add(new SpecError("/events", "must be an array of some of " + String.join(", ", EVENTS)));
        }
        return List.copyOf(events);
    }

    private static Webhook.Jobs jobs(JsonNode body, List<SpecError> errors) {
        JsonNode given = body.path("jobs");
        if (given.isMissingNode() || given.isNull()) {
            return Webhook.Jobs.OWN;
        }
        switch (given.asString("")) {
            case "OWN" -> {}
            case "ALL" -> {
                return Webhook.Jobs.ALL;
            }
            default -> errors.add(new SpecError("/jobs", "must be OWN or ALL"));
        }
        return Webhook.Jobs.OWN;
    }

    private static @Nullable String secret(JsonNode body, List<SpecError> errors) {
        JsonNode given = body.path("secret");
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isString() || !Signature.isSecret(given.asString())) {
            errors.add(new SpecError(
                    "/secret", "must be whsec_ and 24 to 64 bytes in base 64; leave it out for a new one"));
        }
        return given.asString("");
    }

    private static ProblemException invalid(List<SpecError> errors) {
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                ProblemCode.INVALID_WEBHOOK,
                "the webhook has " + (errors.size() == 1 ? "an error" : errors.size() + " errors"),
                errors);
    }
}
