package dev.backspike.api.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where to tell of what.
 *
 * @param events which it hears of
 * @param jobs whose jobs: the owner's, or all
 * @param secret signs its requests; known only when it is created: the database holds it encrypted; null when the
 *     webhook is read
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
