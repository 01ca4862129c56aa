package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.security.SecurityProperties.Mode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecurityPropertiesTest {

    @Test
    void defaults() {
        assertThat(bind(Map.of(), "backspike.security", SecurityProperties.class))
                .isEqualTo(
                        new SecurityProperties(Mode.NONE, new SecurityProperties.Oidc("sub", "scope", "backspike.")));
        assertThat(bind(Map.of(), "backspike.audit", AuditProperties.class).keep())
                .isEqualTo(Duration.ofDays(365));
    }

    @Test
    void mapping() {
        assertThat(bind(
                        Map.of(
                                "backspike.security.mode", "tokens",
                                "backspike.security.oidc.name-claim", "email",
                                "backspike.security.oidc.scopes-claim", "roles",
                                "backspike.security.oidc.scope-prefix", "snn-"),
                        "backspike.security",
                        SecurityProperties.class))
                .isEqualTo(new SecurityProperties(Mode.TOKENS, new SecurityProperties.Oidc("email", "roles", "snn-")));
        assertThat(bind(Map.of("backspike.audit.keep", "30d"), "backspike.audit", AuditProperties.class)
                        .keep())
                .isEqualTo(Duration.ofDays(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name-claim", "scopes-claim"})
    void aClaimHasAName(String claim) {
        assertThatThrownBy(() -> bind(
                        Map.of("backspike.security.oidc." + claim, " "),
                        "backspike.security",
                        SecurityProperties.class))
                .rootCause()
                .hasMessageContaining("backspike.security.oidc." + claim);
    }

    @Test
    void theAuditLogKeepsSomething() {
        assertThatThrownBy(() -> bind(Map.of("backspike.audit.keep", "0s"), "backspike.audit", AuditProperties.class))
                .rootCause()
                .hasMessageContaining("backspike.audit.keep");
    }

    private static <T> T bind(Map<String, String> properties, String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
    }
}
