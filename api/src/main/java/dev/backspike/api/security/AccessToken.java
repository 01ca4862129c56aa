package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token; its secret is not.
 *
 * @param name whose things are those that are submitted with it; of a worker, who it is
 */
record AccessToken(
        String id,
        String name,
        Scope scope,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@|:-]{0,199}");

    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !Caller.RESERVED.contains(name);
    }
}
