package dev.backspike.api.security;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import dev.backspike.api.job.JobIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Issues and recognises tokens. They are looked up at each request, so that revocation takes effect at once. */
@Component
class Tokens {

    private final TokenTable table;
    private final JobIds ids;
    private final Clock clock;

    Tokens(TokenTable table, JobIds ids, Clock clock) {
        this.table = table;
        this.ids = ids;
        this.clock = clock;
    }

    /** A new token with its secret, which is not stored. */
    record Issued(AccessToken token, Secret secret) {}

    Issued issue(String name, Scope scope, Duration valid, String createdBy) {
        Instant now = clock.instant();
        Secret secret = Secret.random();
        AccessToken token = new AccessToken(ids.next('t'), name, scope, createdBy, now, now.plus(valid), null);
        table.insert(token, secret);
        return new Issued(token, secret);
    }

    /** Returns the caller of a token; empty if the token is unknown, expired or revoked. */
    Optional<Caller> caller(String secret) {
        return table.usable(new Secret(secret).sha256(), clock.instant())
                .map(token -> new Caller(token.name(), Set.of(token.scope())));
    }

    boolean hasAdmin() {
        return table.hasUsable(Scope.ADMIN, clock.instant());
    }

    /** @return false if there is no token with this id */
    boolean revoke(String id) {
        return table.revoke(id, clock.instant());
    }
}
