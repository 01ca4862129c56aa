package dev.backspike.api.webhook;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where to tell of what.
 *
 * @param events which it hears of
 * @param jobs whose jobs: the owner's, or all
 * @param secret signs its requests; shown only in the answer to its creation
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

    @JsonIgnore
    Webhook withoutSecret() {
        return new Webhook(id, owner, url, events, jobs, null, createdAt);
    }
}
