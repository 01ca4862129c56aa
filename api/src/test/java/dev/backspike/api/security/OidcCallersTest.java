package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.access.Caller;
import dev.backspike.api.access.Scope;
import dev.backspike.api.security.SecurityProperties.Mode;
import dev.backspike.api.security.SecurityProperties.Oidc;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

class OidcCallersTest {

    private static final OidcCallers STANDARD = callers(new Oidc("sub", "scope", "backspike."));

    @Test
    void scopesAreWordsOrAnArray() {
        assertThat(STANDARD.of(jwt().subject("ada")
                        .claim("scope", "openid backspike.submitter")
                        .build()))
                .isEqualTo(new Caller("ada", Set.of(Scope.SUBMITTER)));
        assertThat(callers(new Oidc("email", "roles", "snn-"))
                        .of(jwt().claim("email", "ada@example.org")
                                .claim("roles", List.of("snn-admin", "other"))
                                .build()))
                .isEqualTo(new Caller("ada@example.org", Set.of(Scope.ADMIN)));
    }

    @Test
    void withoutAScopeOfOursThereIsNothingToDo() {
        assertThat(STANDARD.of(jwt().subject("ada").build()).scopes()).isEmpty();
        assertThat(STANDARD.of(jwt().subject("ada")
                                .claim("scope", "submitter admin")
                                .build())
                        .scopes())
                .isEmpty();
        assertThat(STANDARD.of(jwt().subject("ada")
                                .claim("scope", "backspike.worker")
                                .build())
                        .scopes())
                .as("workers have tokens of ours")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "nobody", "", "a b", "-x"})
    void aNameThatNobodyCanHaveIsRefused(String name) {
        Jwt jwt = jwt().claim("sub", name).claim("scope", "backspike.admin").build();

        assertThatThrownBy(() -> STANDARD.of(jwt)).isInstanceOf(InvalidBearerTokenException.class);
    }

    @Test
    void soIsNone() {
        Jwt jwt = jwt().claim("scope", "backspike.admin").build();

        assertThatThrownBy(() -> STANDARD.of(jwt)).isInstanceOf(InvalidBearerTokenException.class);
    }

    private static OidcCallers callers(Oidc oidc) {
        return new OidcCallers(new SecurityProperties(Mode.TOKENS, oidc));
    }

    private static Jwt.Builder jwt() {
        return Jwt.withTokenValue("x").header("alg", "none");
    }
}
