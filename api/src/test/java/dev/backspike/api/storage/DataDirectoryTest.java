package dev.backspike.api.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    void onlyWherePermissionsAreThoseOfPosix() {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews())
                .as("views of the file system")
                .contains("posix");
    }

    @Test
    void aNewOneIsItsOwnersOnlyWhateverTheProcessWasStartedWith() throws IOException {
        Path data = folder.resolve("a/b/data");

        DataDirectory.create(data);

        assertThat(mode(data)).isEqualTo("rwx------");
    }

    @Test
    void theModeOfOneThatExistsIsLeftToTheOperator() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));

        DataDirectory.create(data);

        assertThat(mode(data)).isEqualTo("rwxr-x---");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
