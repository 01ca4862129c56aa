package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token without its secret.
 *
 * @param name owner of the jobs that are submitted with it, or the identity of a worker
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
