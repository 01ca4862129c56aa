package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The token of the worker that the service runs as its child: generated at each start, never stored, and valid for the
 * worker protocol only.
 */
@Component
public class LocalWorkerToken {

    private static final Caller WORKER = new Caller(Caller.LOCAL.name(), Set.of(Scope.WORKER));

    private final Secret secret = Secret.random();
    private final boolean needed;

    LocalWorkerToken(SecurityProperties properties) {
        needed = properties.mode() == SecurityProperties.Mode.TOKENS;
    }

    /** Returns the secret; null if the service requires no tokens. */
    public @Nullable String secret() {
        return needed ? secret.text() : null;
    }

    Optional<Caller> caller(String given) {
        boolean same = MessageDigest.isEqual(bytes(given), bytes(secret.text()));
        return needed && same ? Optional.of(WORKER) : Optional.empty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
