package dev.backspike.engine.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.code.NoteCode;
import dev.backspike.common.file.ClassCount;
import dev.backspike.common.file.DataFile;
import dev.backspike.common.file.DataFile.Kind;
import dev.backspike.common.file.DataSample;
import dev.backspike.common.file.DataWarning;
import dev.backspike.common.file.InvalidDataFileException;
import dev.backspike.common.file.Quantiles;
import dev.backspike.common.file.SampleCounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what the files' own documentation says of them. */
class FormatInspectorTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // injected by JUnit
    private Path folder;

    @Test
    void spokenDigits() throws Exception {
        DataFile file = FormatInspector.inspect(SharedData.directory().resolve("fsdd_test.h5.gz"));
        assertThat(file.kind()).isEqualTo(Kind.SHD_HDF5);
        assertThat(file.samples()).isEqualTo(250);
        assertThat(file.channels()).isBetween(600, 700);
        assertThat(file.classes()).isEqualTo(10);
        assertThat(file.warnings()).isEmpty();
        SampleCounts counts = requireNonNull(file.counts());
        assertThat(counts.classes()).extracting(ClassCount::samples).hasSize(10).allMatch(samples -> samples == 25);
        assertThat(counts.speakers()).isNotEmpty();
    }

    @Test
    void imagesAndLabels() throws Exception {
        Path data = SharedData.directory();
        assertThat(FormatInspector.inspect(data.resolve("t10k-images-idx3-ubyte.gz")))
                .isEqualTo(new DataFile(
                        Kind.IDX_IMAGES,
                        2000,
                        784,
                        null,
                        new SampleCounts(2000, null, 0, null, null, null, List.of(), List.of()),
                        List.of()));
        DataFile labels = FormatInspector.inspect(data.resolve("t10k-labels-idx1-ubyte.gz"));
        assertThat(labels.withoutCounts()).isEqualTo(new DataFile(Kind.IDX_LABELS, 2000, null, 10, null, List.of()));
        assertThat(requireNonNull(labels.counts()).classes().stream()
                        .mapToInt(ClassCount::samples)
                        .sum())
                .isEqualTo(2000);
    }

    /** Two images of 2 x 3 pixels, the second black. */
    @Test
    void imagesAreShownAsRowsOfPixels() throws Exception {
        byte[] content = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, (byte) 255, 0, 0, 0, 0, 0, 0};
        Path file = Files.write(folder.resolve("images"), content);
        assertThat(FormatInspector.samples(file, 0, 5))
                .containsExactly(
                        DataSample.ofImage(0, List.of(List.of(1, 2, 3), List.of(4, 5, 255))),
                        DataSample.ofImage(1, List.of(List.of(0, 0, 0), List.of(0, 0, 0))));
        assertThat(FormatInspector.samples(file, 1, 1))
                .extracting(DataSample::sample)
                .containsExactly(1);
        assertThat(FormatInspector.inspect(file).warnings())
                .containsExactly(new DataWarning(NoteCode.EMPTY_SAMPLES, "1 of 2 samples have no pixel above 0"));
        Path labels = Files.write(folder.resolve("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 9, 4});
        assertThat(FormatInspector.samples(labels, 1, 5)).containsExactly(DataSample.ofLabel(1, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wide", "narrow"})
    void samplesClassesAndUnitsOfAnyWidth(String name) throws Exception {
        Path file = Path.of("src/test/resources/shd", name + ".h5.gz");
        ShdFile read = new ShdReader(file, name, "/dataset/train", 700, 20).read();
        int highest = -1;
        SpikeTrain train = new SpikeTrain();
        for (int sample = 0; sample < read.size(); sample++) {
            read.read(sample, train);
            for (int k = 0; k < train.count; k++) {
                highest = Math.max(highest, train.units[k]);
            }
        }
        assertThat(FormatInspector.inspect(file).withoutCounts())
                .isEqualTo(new DataFile(
                        Kind.SHD_HDF5,
                        3,
                        highest + 1,
                        20,
                        null,
                        List.of(new DataWarning(NoteCode.EMPTY_SAMPLES, "1 of 3 samples have no spike"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-labels", "integer-times", "negative-time", "more-units", "no-samples"})
    void whatAJobWouldRefuseIsRefused(String name) {
        assertThatThrownBy(() -> FormatInspector.inspect(Path.of("src/test/resources/shd", name + ".h5.gz")))
                .isInstanceOf(InvalidDataFileException.class);
    }

    @Test
    void otherFormatsAreRefused() throws IOException {
        refused(new byte[0], "is empty");
        refused(new byte[] {1, 2, 3}, "neither HDF5");
        refused(new byte[] {0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5}, "is IDX of unsigned bytes in 2 dimension(s)");
        refused(new byte[] {0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0}, "is IDX of 32-bit floating-point numbers in 1");
        refused(new byte[] {0x1f, (byte) 0x8b, 8}, "damaged gzip");
        refused(new byte[] {0x1f, (byte) 0x8b, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0}, "damaged gzip");
    }

    @Test
    void modelsWithinGzipAndTextsAreToldByName() throws IOException {
        byte[] model = Files.readAllBytes(Path.of("src/test/resources/dev/backspike/engine/model/python.safetensors"));
        refused(packed(model), "is a safetensors model, compressed with gzip; unpack it (gunzip)");
        byte[] nir = Files.readAllBytes(Path.of("src/test/resources/dev/backspike/engine/model/nir/python.nir"));
        refused(packed(nir), "is a model in NIR, not data. Upload it uncompressed (unpack a .nir.gz with gunzip)");
        refused("time,unit".getBytes(ISO_8859_1), "nor a model in NIR or safetensors; it is text");
    }

    private void refused(byte[] content, String reason) throws IOException {
        Path file = Files.write(folder.resolve("file"), content);
        assertThatThrownBy(() -> FormatInspector.inspect(file))
                .isInstanceOf(InvalidDataFileException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void formatsThatAreNotReadAreNamedWithARemedy() throws IOException {
        refused(packed(packed("x".getBytes(ISO_8859_1))), "is compressed with gzip twice; unpack it once");
        refused("<!DOCTYPE html><title>403 Forbidden</title>".getBytes(ISO_8859_1), "is a web page; the download has");
        refused(packed("<html>".getBytes(ISO_8859_1)), "is a web page");
        refused("\u00ef\u00bb\u00bf\r\n  <html>".getBytes(ISO_8859_1), "is a web page");
        refused(
                new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2},
                "has a header with the lengths [2, 0, 2]; there must be at least one record, of 1 to 65536 bytes");
        refused("PK\003\004 and more".getBytes(ISO_8859_1), "is a zip archive, such as NumPy's .npz");
        refused("\223NUMPY\001".getBytes(ISO_8859_1), "is a NumPy array (.npy); write its arrays into an HDF5 file");
        refused("\200\004\225".getBytes(ISO_8859_1), "is a Python pickle");
        refused("version https://git-lfs.github.com/spec/v1\n".getBytes(ISO_8859_1), "git lfs pull");
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    /** Of a spike in a thousand, the time or the channel has overflowed. */
    @Test
    void aFewNumbersFarFromAllOthersAreWarnedOf() {
        SampleCounts overflowed = counts(new Quantiles(0, 5, 50, 95, 4_294_900), new Quantiles(0, 1, 10, 19, 19));
        assertThat(FileWarnings.of(overflowed, 0))
                .containsExactly(new DataWarning(
                        NoteCode.TIMES_UNLIKELY,
                        "the last spike lies at 4,295 s, but 95 % of them lie before 0.0950 s: has a counter"
                                + " overflowed?"));
        SampleCounts damaged = counts(new Quantiles(0, 5, 50, 95, 99), new Quantiles(0, 1, 10, 19, 65531));
        assertThat(FileWarnings.of(damaged, 0))
                .containsExactly(new DataWarning(
                        NoteCode.CHANNELS_UNLIKELY,
                        "the highest channel is 65,531, but 95 % of the spikes are of channels up to 19: are some of"
                                + " the channels damaged?"));
        assertThat(FileWarnings.of(counts(new Quantiles(0, 5, 50, 95, 99), new Quantiles(0, 1, 10, 65531, 65531)), 0))
                .extracting(DataWarning::message)
                .singleElement()
                .asString()
                .startsWith("the highest channel is 65,531, but half of the spikes are of channels up to 10");
        assertThat(FileWarnings.of(counts(new Quantiles(0, 5, 50, 95, 99), new Quantiles(0, 1, 10, 600, 699)), 0))
                .isEmpty();
    }

    /** A median of 24 ms, written in another unit. */
    @Test
    void theUnitInWhichTimesAreLikelyIsNamed() {
        assertThat(warned(24e6))
                .isEqualTo("the median time is 24,000 s: are the times in milliseconds or microseconds? They must be in"
                        + " seconds");
        assertThat(warned(24e9))
                .isEqualTo("the median time is 24,000,000 s: are the times in microseconds or nanoseconds? They must be"
                        + " in seconds");
        assertThat(warned(300e3))
                .isEqualTo("the median time is 300 s: are the times in milliseconds? They must be in seconds");
        assertThat(warned(24e18)).contains("are the times in ticks of a clock?");
        assertThat(warned(24e-6))
                .isEqualTo(
                        "the last spike lies at 4.80e-08 s: are the times in a larger unit? They must be in seconds");
        assertThat(warned(0)).isEqualTo("all spikes lie at 0 s: have the times been written?");
        assertThat(FileWarnings.of(counts(new Quantiles(0, 1, 24, 40, 50), new Quantiles(0, 1, 10, 19, 19)), 0))
                .isEmpty();
    }

    private static String warned(double medianMs) {
        Quantiles times = new Quantiles(0, 0, medianMs, 1.9 * medianMs, 2 * medianMs);
        List<DataWarning> warnings = FileWarnings.of(counts(times, new Quantiles(0, 1, 10, 19, 19)), 0);
        assertThat(warnings).hasSize(1);
        return warnings.getFirst().message();
    }

    private static SampleCounts counts(Quantiles times, Quantiles channels) {
        return new SampleCounts(10, 100L, 0, new Quantiles(10, 10, 10, 10, 10), times, channels, List.of(), List.of());
    }
}
