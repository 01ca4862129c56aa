package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTokenTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFileComesBeforeTheEnvironment() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "bsk_file\n");

        assertThat(WorkerToken.of(file, "bsk_environment").secret()).isEqualTo("bsk_file");
        assertThat(WorkerToken.of(null, " bsk_environment\n").secret()).isEqualTo("bsk_environment");
        assertThat(WorkerToken.of(null, " ").secret()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "two\nlines"})
    void aFileThatHoldsNoTokenFailsTheStart(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);

        assertThatThrownBy(() -> WorkerToken.of(file, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("backspike.worker.token-file");
    }

    @Test
    void soDoesOneThatIsNotThere() {
        assertThatThrownBy(() -> WorkerToken.of(folder.resolve("absent"), ""))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("backspike.worker.token-file")
                .hasMessageContaining("absent");
    }

    @Test
    void itIsNotPrinted() {
        assertThat(WorkerToken.of(null, "bsk_x")).asString().doesNotContain("bsk_x");
    }
}
