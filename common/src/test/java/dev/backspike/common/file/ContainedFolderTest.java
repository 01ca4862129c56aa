package dev.backspike.common.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.common.file.ContainedFolder.OutsideFolderException;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainedFolderTest {

    private static final JobId JOB = new JobId("j000000000000000000");
    private static final Sha256 HASH = Sha256.ofUtf8("content");

    @TempDir
    Path folder;

    @Test
    void aNameIsResolvedBelowTheFolderWhetherItExistsOrNot() throws IOException {
        ContainedFolder contained = new ContainedFolder(folder.resolve("absent/../data"));

        assertThat(contained.resolve(JOB, HASH))
                .isEqualTo(folder.resolve("data").resolve(JOB.text()).resolve(HASH.text()));
    }

    @Test
    void aLinkBelowTheFolderIsRefusedWhereverItPoints() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(outside.resolve(HASH.text()), "secret");
        Files.createSymbolicLink(data.resolve(JOB.text()), outside);
        Files.createSymbolicLink(data.resolve("file"), outside.resolve(HASH.text()));
        Files.createSymbolicLink(data.resolve("dangling"), folder.resolve("nowhere"));
        ContainedFolder contained = new ContainedFolder(data);

        for (FileName link : new FileName[] {new FileName("file"), new FileName("dangling")}) {
            assertThatExceptionOfType(OutsideFolderException.class)
                    .isThrownBy(() -> contained.resolve(link))
                    .withMessageContaining("symbolic link");
        }
        assertThatExceptionOfType(OutsideFolderException.class).isThrownBy(() -> contained.resolve(JOB, HASH));
    }

    @Test
    void theFolderItselfMayBeALink() throws IOException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Files.writeString(disk.resolve("file"), "content");
        Path link = Files.createSymbolicLink(folder.resolve("data"), disk);

        assertThat(new ContainedFolder(link).resolve(new FileName("file"))).hasContent("content");
    }
}
