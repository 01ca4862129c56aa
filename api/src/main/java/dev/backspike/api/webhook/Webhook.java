package dev.backspike.api.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subscription: the URL that is called, and the events that it is called for.
 *
 * @param events types of the events that are delivered
 * @param jobs whether events of the owner's jobs are delivered, or of all jobs
 * @param secret the key of the signatures; present only in the response to the creation, since the database stores it
 *     encrypted; null when the webhook is read
 */
record Webhook(
        String id,
        String owner,
        String url,
        List<String> events,
        Jobs jobs,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,

        Instant createdAt) {

    enum Jobs {
        OWN,
        ALL
    }
}
