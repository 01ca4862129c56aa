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

/** Hands out tokens and knows them again. They are looked up at each request, so that a revoked one is dead at once. */
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

    /** The only time that the secret is seen. */
    record Issued(AccessToken token, Secret secret) {}

    Issued issue(String name, Scope scope, Duration valid, String createdBy) {
        Instant now = clock.instant();
        Secret secret = Secret.random();
        AccessToken token = new AccessToken(ids.next('t'), name, scope, createdBy, now, now.plus(valid), null);
        table.insert(token, secret);
        return new Issued(token, secret);
    }

    /** Empty if the token is unknown, has expired or was revoked. */
    Optional<Caller> caller(String secret) {
        return table.usable(new Secret(secret).sha256(), clock.instant())
                .map(token -> new Caller(token.name(), Set.of(token.scope())));
    }

    boolean hasAdmin() {
        return table.hasUsable(Scope.ADMIN, clock.instant());
    }

    /** @return whether there is one of that id */
    boolean revoke(String id) {
        return table.revoke(id, clock.instant());
    }
}
