package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetDirectoryTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path temp;

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(temp.resolve("data/mnist"));
        Files.writeString(temp.resolve("data/mnist/images"), "x");
        Files.writeString(temp.resolve("secret"), "x");
    }

    @Test
    void findsFilesInTheDirectoryAndBelow() throws IOException {
        assertThat(resolve("mnist/images"))
                .isEqualTo(temp.resolve("data/mnist/images").toRealPath());
        assertThat(resolve("./mnist/images")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "mnist/../../secret", "mnist/../mnist/images", "/etc/hostname", "", " ", ".."})
    void refusesNamesThatCouldLeaveTheDirectory(String name) {
        refused(temp.resolve("data"), name, "relative to");
    }

    @Test
    void refusesLinksThatLeaveTheDirectoryAndFollowsThoseThatStay() throws IOException {
        Files.createSymbolicLink(temp.resolve("data/out"), temp.resolve("secret"));
        Files.createSymbolicLink(temp.resolve("data/up"), temp);
        Files.createSymbolicLink(temp.resolve("data/in"), temp.resolve("data/mnist/images"));
        refused(temp.resolve("data"), "out", "leaves");
        refused(temp.resolve("data"), "up/secret", "leaves");
        assertThat(resolve("in")).exists();
    }

    @Test
    void theDirectoryItselfMayBeALink() throws IOException {
        Files.createSymbolicLink(temp.resolve("link"), temp.resolve("data"));
        assertThat(new DatasetDirectory(temp.resolve("link")).resolve("mnist/images", "/p"))
                .exists();
    }

    @Test
    void tellsTheOperatorWhatToSet() {
        refused(null, "mnist/images", "BACKSPIKE_DATASETS_DIRECTORY");
        refused(temp.resolve("absent"), "mnist/images", "BACKSPIKE_DATASETS_DIRECTORY");
    }

    @Test
    void namesWhatIsMissingOrNotAFile() {
        refused(temp.resolve("data"), "mnist/labels", "mnist/labels, which does not exist");
        refused(temp.resolve("data"), "mnist", "not a readable file");
        refused(temp.resolve("data"), "a\0b", "not a file name");
    }

    private Path resolve(String name) {
        return new DatasetDirectory(temp.resolve("data")).resolve(name, "/dataset/train");
    }

    private static void refused(@Nullable Path directory, String name, String message) {
        assertThatThrownBy(() -> new DatasetDirectory(directory).resolve(name, "/dataset/train"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("/dataset/train ")
                .hasMessageContaining(message);
    }
}
