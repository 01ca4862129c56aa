package dev.backspike.api.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBoxTest {

    @TempDir
    private Path folder = Path.of("");

    private SecretBox box(String file) {
        return new SecretBox(SecretKeyFile.readOrCreate(folder.resolve(file)));
    }

    @Test
    void aSecretIsReadWithTheKeyThatSealedItAlsoAfterARestart() {
        String sealed = box("key").seal("whsec_x");
        assertThat(sealed).doesNotContain("whsec_x");
        assertThat(box("key").open(sealed)).isEqualTo("whsec_x");
        assertThat(box("key").seal("whsec_x")).isNotEqualTo(sealed);
    }

    @Test
    void anotherKeyAndChangedOrForeignTextAreRefusedWithTheRemedy() {
        String sealed = box("key").seal("whsec_x");
        String changed = sealed.substring(0, sealed.length() - 6) + "AAAAA=";
        for (String text : new String[] {changed, "whsec_x", "aes-gcm:", "aes-gcm:not base 64"}) {
            assertThatThrownBy(() -> box("key").open(text)).isInstanceOf(UnreadableSecretException.class);
        }
        assertThatThrownBy(() -> box("other").open(sealed))
                .isInstanceOf(UnreadableSecretException.class)
                .hasMessageContaining("backspike.security.secret-key-file");
    }

    @Test
    void onlyTheOwnerMayReadTheKeyThatTheServiceMakes() throws IOException {
        box("key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base 64", "c2hvcnQ="})
    void aFileThatIsNoKeyIsRefused(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), content);
        assertThatThrownBy(() -> SecretKeyFile.read(file)).hasMessageContaining("must hold 32 bytes in base 64");
    }
}
