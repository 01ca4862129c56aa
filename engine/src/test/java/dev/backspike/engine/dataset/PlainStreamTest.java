package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainStreamTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path folder;

    @Test
    void theContentIsTheSamePackedAndPlain() throws IOException {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        Path plain = Files.write(folder.resolve("plain.gz"), content);
        Path packed = gzip(content);
        assertThat(read(plain, 0)).isEqualTo(content);
        assertThat(read(packed, 0)).isEqualTo(content);
        assertThat(PlainStream.isCompressed(plain)).isFalse();
        assertThat(PlainStream.isCompressed(packed)).isTrue();
        assertThat(read(Files.createFile(folder.resolve("empty")), 0)).isEmpty();
    }

    @Test
    void aSmallFileThatUnpacksToVeryMuchIsCutOff() throws IOException {
        Path packed = gzip(new byte[2_000_000]); // zeros pack to a thousandth
        assertThatThrownBy(() -> read(packed, 1_999_999))
                .isInstanceOf(ZipException.class)
                .hasMessageContaining("1999999 bytes");
        assertThat(read(packed, 2_000_000)).hasSize(2_000_000);
    }

    @Test
    void aTruncatedFileIsNoticed() throws IOException {
        byte[] packed = Files.readAllBytes(gzip(new byte[1000]));
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(packed, packed.length - 4));
        assertThatThrownBy(() -> read(cut, 10_000)).isInstanceOf(EOFException.class);
    }

    private static byte[] read(Path file, long alwaysAllowed) throws IOException {
        try (InputStream in = PlainStream.open(file, alwaysAllowed)) {
            return in.readAllBytes();
        }
    }

    private Path gzip(byte[] content) throws IOException {
        Path file = folder.resolve("packed");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
        }
        return file;
    }
}
