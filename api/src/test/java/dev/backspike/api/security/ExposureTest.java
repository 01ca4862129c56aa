package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.backspike.api.security.SecurityProperties.Mode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.mock.env.MockEnvironment;

class ExposureTest {

    @ParameterizedTest
    @CsvSource({"127.0.0.1, ", "::1, ", "127.0.0.1, 127.0.0.1", "127.0.0.2, ::1"})
    void onTheLoopbackInterfaceNoSecurityIsNeeded(String address, @Nullable String management) {
        assertThatCode(() -> start(Mode.NONE, address, management)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        ", , server.address",
        "0.0.0.0, , server.address",
        "192.0.2.1, , server.address",
        "::, 127.0.0.1, server.address",
        "127.0.0.1, 0.0.0.0, management.server.address",
        "127.0.0.1, 192.0.2.1, management.server.address"
    })
    void elsewhereTheServiceDoesNotStart(@Nullable String address, @Nullable String management, String blamed) {
        assertThatThrownBy(() -> start(Mode.NONE, address, management))
                .isInstanceOf(ExposedServiceException.class)
                .hasMessageContaining("(" + blamed + ")");
        assertThatCode(() -> start(Mode.TOKENS, address, management)).doesNotThrowAnyException();
    }

    @Test
    void theUserIsToldWhatToSet() {
        FailureAnalysis analysis = new ExposedServiceFailureAnalyzer()
                .analyze(new IllegalStateException(new ExposedServiceException("server.address", "0.0.0.0")));

        assertThat(Objects.requireNonNull(analysis).getAction())
                .contains("backspike.security.mode=tokens")
                .contains("server.address=127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, , , ",
        "TOKENS, , , ",
        "TOKENS, https://id.example, backspike, ",
        "NONE, https://id.example, backspike, backspike.security.mode",
        "TOKENS, https://id.example, , spring.security.oauth2.resourceserver.jwt.audiences"
    })
    void anIdentityProviderIsAskedWhatItShould(
            Mode mode, @Nullable String issuer, @Nullable String audience, @Nullable String blamed) {
        OAuth2ResourceServerProperties settings = new OAuth2ResourceServerProperties();
        settings.getJwt().setIssuerUri(issuer);
        settings.getJwt().setAudiences(audience == null ? List.of() : List.of(audience));
        Throwable failure = catchThrowable(() -> new IdentityProvider(security(mode), settings));

        if (blamed == null) {
            assertThat(failure).isNull();
        } else {
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            InvalidConfigurationPropertyValueException.class,
                            refused -> assertThat(refused.getName()).isEqualTo(blamed));
        }
    }

    private static SecurityProperties security(Mode mode) {
        return new SecurityProperties(mode, new SecurityProperties.Oidc("sub", "scope", "backspike."));
    }

    private static Exposure start(Mode mode, @Nullable String address, @Nullable String management)
            throws UnknownHostException {
        ServerProperties server = new ServerProperties();
        server.setAddress(address == null ? null : InetAddress.getByName(address));
        MockEnvironment environment = new MockEnvironment();
        if (management != null) {
            environment.setProperty("management.server.address", management);
        }
        return new Exposure(security(mode), server, environment);
    }
}
