package dev.backspike.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.api.dataset.UploadFolder.Content;
import dev.backspike.api.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadFolderTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path data;

    @Test
    void aContentIsDescribedByItsChecksumAndLiesUnderANameOfItsOwn() throws IOException {
        UploadFolder folder = new UploadFolder(data);
        Content first = folder.store(abc(), -1);
        Content second = folder.store(abc(), 3);
        // FIPS 180-2, appendix B.1
        assertThat(first.sha256()).hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(first.bytes()).isEqualTo(3);
        assertThat(second.storedAs()).isNotEqualTo(first.storedAs());
        folder.delete(first.storedAs());
        assertThat(folder.everything()).containsExactly(folder.path(second.storedAs()));
        assertThat(folder.path(second.storedAs())).hasContent("abc");
    }

    @Test
    void whatTheDiskHasNoRoomForIsRefusedBeforeItIsRead() throws IOException {
        UploadFolder folder = new UploadFolder(data);
        InputStream unread = InputStream.nullInputStream();
        unread.close();
        assertThatThrownBy(() -> folder.store(unread, Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code().word()).isEqualTo("storage-failed"))
                .hasMessageContaining("has room for");
        assertThat(folder.everything()).isEmpty();
    }

    @Test
    void aBodyThatBreaksOffIsNoFaultOfTheDisk() throws IOException {
        UploadFolder folder = new UploadFolder(data);
        InputStream broken = InputStream.nullInputStream();
        broken.close();
        assertThatThrownBy(() -> folder.store(broken, 10))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.code().word()).isEqualTo("upload-incomplete"));
        assertThat(folder.everything()).isEmpty();
    }

    private static InputStream abc() {
        return new ByteArrayInputStream("abc".getBytes(StandardCharsets.US_ASCII));
    }
}
