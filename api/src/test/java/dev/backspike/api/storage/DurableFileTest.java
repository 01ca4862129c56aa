package dev.backspike.api.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path folder;

    @Test
    void writesAllOfItIntoAFolderThatItMakes() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path file = folder.resolve("a/b/file");
        assertThat(DurableFile.write(file, new ByteArrayInputStream(content))).isEqualTo(content.length);
        assertThat(file).hasBinaryContent(content);
        assertThat(file.resolveSibling("")).isDirectoryNotContaining("glob:.*");
    }

    @Test
    void aVirtualThreadWritesTheSameOnOtherThreads() throws Exception {
        byte[] content = new byte[1_000_001];
        new Random(2).nextBytes(content);
        Path file = folder.resolve("file");
        FutureTask<Long> written = new FutureTask<>(() -> DurableFile.write(file, new ByteArrayInputStream(content)));
        Thread.ofVirtual().start(written);
        assertThat(written.get()).isEqualTo(content.length);
        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void aFailureReachesTheVirtualThread() throws Exception {
        Path noFolder = Files.writeString(folder.resolve("file"), "old").resolve("below");
        FutureTask<Long> written =
                new FutureTask<>(() -> DurableFile.write(noFolder, new ByteArrayInputStream(new byte[1])));
        Thread.ofVirtual().start(written);
        assertThatThrownBy(written::get).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void replacesAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "something longer");
        DurableFile.write(file, new ByteArrayInputStream(new byte[] {'n', 'e', 'w'}));
        assertThat(file).hasContent("new");
    }

    @Test
    void aContentThatBreaksOffLeavesTheFileAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        InputStream breaking = InputStream.nullInputStream();
        breaking.close();
        assertThatThrownBy(() -> DurableFile.write(
                        file, new SequenceInputStream(new ByteArrayInputStream(new byte[100]), breaking)))
                .isInstanceOf(IOException.class)
                .hasMessage("Stream closed");
        assertThat(file).hasContent("old");
        assertThat(folder).isDirectoryNotContaining("glob:.*");
    }
}
