package dev.backspike.api.security;

import dev.backspike.api.Service;
import dev.backspike.api.access.Scope;
import java.time.Duration;
import java.util.Objects;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Lazy;

/** People with tokens. */
@TestComponent
class Clients {

    private final WebServerApplicationContext context;
    private final Tokens tokens;

    Clients(@Lazy WebServerApplicationContext context, Tokens tokens) {
        this.context = context;
        this.tokens = tokens;
    }

    String token(String name, Scope scope) {
        return tokens.issue(name, scope, Duration.ofDays(30), "test").secret().text();
    }

    Service of(String name, Scope scope) {
        return with(token(name, scope));
    }

    Service with(String token) {
        return new Service(port(), token);
    }

    Service without() {
        return new Service(port());
    }

    int port() {
        return Objects.requireNonNull(context.getWebServer()).getPort();
    }
}
