package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.access.Scope;
import dev.backspike.api.security.SecurityProperties.Mode;
import dev.backspike.api.security.SecurityProperties.Oidc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorTokensTest {

    private static final Oidc OIDC = new Oidc("sub", "scope", "backspike.");
    private static final SecurityProperties TOKENS = new SecurityProperties(Mode.TOKENS, OIDC);
    private static final SecurityProperties NONE = new SecurityProperties(Mode.NONE, OIDC);

    @TempDir
    private Path folder;

    @Test
    void aTokenOfAFileHasTheScopeThatItIsGivenFor() throws IOException {
        String secret = Secret.random().text();
        Path file = Files.writeString(folder.resolve("worker"), secret + "\n");

        OperatorTokens tokens = new OperatorTokens(files(null, file), TOKENS);

        assertThat(tokens.caller(secret)).hasValueSatisfying(caller -> {
            assertThat(caller.name()).isEqualTo("worker");
            assertThat(caller.scopes()).containsExactly(Scope.WORKER);
        });
        assertThat(tokens.caller(Secret.random().text())).isEmpty();
        assertThat(tokens.hasAdmin()).isFalse();
    }

    @Test
    void anAdminTokenReplacesTheFirstOneThatTheServiceMakes() throws IOException {
        Path file = Files.writeString(folder.resolve("admin"), Secret.random().text());

        assertThat(new OperatorTokens(files(file, null), TOKENS).hasAdmin()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "changeme", "bsk_short", "bsk_0123456789012345678901234567890123456789!!!"})
    void aSecretThatCouldBeGuessedIsRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("admin"), text);

        assertThatThrownBy(() -> new OperatorTokens(files(file, null), TOKENS))
                .hasMessageContaining("backspike.security.token-files.admin must name a file with a token")
                .hasMessageContaining(file.toString());
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> new OperatorTokens(files(null, folder.resolve("none")), TOKENS))
                .hasMessageContaining("backspike.security.token-files.worker cannot be read")
                .hasMessageContaining("none");
    }

    @Test
    void tokensOfFilesNeedAServiceThatAsksForTokens() throws IOException {
        Path file = Files.writeString(folder.resolve("admin"), Secret.random().text());

        assertThatThrownBy(() -> new OperatorTokens(files(file, null), NONE))
                .hasMessageContaining("require backspike.security.mode=tokens");
    }

    private static TokenFileProperties files(@Nullable Path admin, @Nullable Path worker) {
        return new TokenFileProperties(admin, null, null, worker);
    }
}
