package dev.backspike.api.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.backspike.common.file.ContainedFolder;
import dev.backspike.common.id.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest extends ArtifactStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @Override
    ArtifactStore store() {
        return new FileArtifactStore(data);
    }

    @Test
    void aLinkAmongTheArtifactsIsNeitherReadNorWrittenNorSwept() throws IOException {
        Sha256 hash = Sha256.ofUtf8("secret");
        Path secret = Files.writeString(data.resolve("secret"), "secret");
        Path folder = Files.createDirectories(data.resolve("artifacts").resolve(JOB.text()));
        Files.createSymbolicLink(folder.resolve(hash.text()), secret);

        for (ThrowingCallable access : List.<ThrowingCallable>of(
                () -> store().open(JOB, hash),
                () -> store().size(JOB, hash),
                () -> store().put(JOB, hash, new byte[] {1}),
                () -> store().delete(JOB, hash))) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(access)
                    .withCauseInstanceOf(ContainedFolder.OutsideFolderException.class);
        }
        assertThat(store().writtenBefore(Instant.MAX)).isEmpty();
        store().deleteAll(JOB);
        assertThat(secret).hasContent("secret");
        assertThat(folder).doesNotExist();
    }

    @Test
    void onlyWhatIsHalfWrittenInAFolderOfAJobIsUnfinished() throws IOException {
        Path canary = Files.writeString(data.resolve("canary"), "alive");
        Path artifacts = Files.createDirectories(data.resolve("artifacts"));
        Path beside = Files.writeString(artifacts.resolve("note"), "an operator's");
        Path strange = Files.createDirectories(artifacts.resolve("lost+found")).resolve("x");
        Files.writeString(strange, "an operator's");
        Sha256 whole = Sha256.ofUtf8("whole");
        store().put(JOB, whole, "whole".getBytes(UTF_8));
        Path half = Files.writeString(artifacts.resolve(JOB.text()).resolve(".incoming-1.part"), "ha");

        assertThat(store().unfinishedBefore(Instant.EPOCH)).isEmpty();
        List<ArtifactStore.Unfinished> unfinished = store().unfinishedBefore(Instant.MAX);
        assertThat(unfinished)
                .containsExactly(new ArtifactStore.Unfinished(
                        half.toString(), Files.getLastModifiedTime(half).toInstant()));
        store().delete(unfinished.getFirst());

        assertThat(half).doesNotExist();
        assertThat(store().size(JOB, whole)).hasValue(5);
        assertThat(List.of(canary, beside, strange))
                .allSatisfy(file -> assertThat(file).exists());
    }
}
