package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.json.InvalidSpecException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShdReaderTest {

    @TempDir
    Path folder;

    @Test
    void theSpeedWorkloadHasTheSpikesItsDescriptionCounts() {
        ShdFile file = new ShdReader(
                        SharedData.directory().resolve("shd_shape.h5.gz"), "a.h5", "/dataset/train", 700, 20)
                .read();
        SpikeTrain spikes = new SpikeTrain();

        assertThat(file.size()).isEqualTo(64);
        for (int sample = 0; sample < file.size(); sample++) {
            file.read(sample, spikes);
            assertThat(spikes.count).isEqualTo(8000);
            double[] times = Arrays.copyOf(spikes.times, spikes.count);
            assertThat(times).isSorted();
            assertThat(times[spikes.count - 1]).isLessThan(800);
            assertThat(file.label(sample)).isBetween(0, 19);
        }
    }

    @Test
    void theSpokenDigitsHaveTheClipsSpeakersAndSpikesThatTheirSourceLists() {
        ShdFile file = new ShdReader(
                        SharedData.directory().resolve("fsdd_test.h5.gz"), "a.h5", "/dataset/test", 700, 10)
                .read();
        SpikeTrain spikes = new SpikeTrain();

        long total = 0;
        int[] perClass = new int[10];
        int[] perSpeaker = new int[5];
        for (int sample = 0; sample < file.size(); sample++) {
            file.read(sample, spikes);
            total += spikes.count;
            perClass[file.label(sample)]++;
            perSpeaker[file.speaker(sample)]++;
        }
        assertThat(total).isEqualTo(1_584_369);
        assertThat(perClass).containsOnly(25);
        assertThat(perSpeaker).containsOnly(50);
    }

    @Test
    void aLabelBeyondTheClassesIsRefusedWithTheFieldToMend() {
        Path file = SharedData.directory().resolve("fsdd_test.h5.gz");
        assertThatThrownBy(() -> new ShdReader(file, "a.h5", "/dataset/test", 700, 5).read())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/dataset/test")
                .hasMessageContaining("/dataset/classes");
    }

    @Test
    void aUnitBeyondTheInputIsRefusedWithTheFieldToMend() {
        Path file = SharedData.directory().resolve("fsdd_test.h5.gz");
        assertThatThrownBy(() -> new ShdReader(file, "a.h5", "/dataset/test", 300, 10).read())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/dataset/units");
    }

    @Test
    void aFileThatIsNotHdf5IsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.h5"), "these are not spikes, but a text about them");
        assertThatThrownBy(() -> new ShdReader(file, "a.h5", "/dataset/train", 700, 20).read())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("a.h5")
                .hasMessageContaining("SHD layout");
    }

    @Test
    void aTruncatedGzipIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(SharedData.directory().resolve("shd_shape.h5.gz"));
        Path file = Files.write(folder.resolve("short.h5.gz"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> new ShdReader(file, "a.h5", "/dataset/train", 700, 20).read())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("a.h5, which is a damaged gzip file");
    }

    @Test
    void compressionIsToldByContentNotByName() throws IOException {
        Path plain = unpacked("shd_shape.h5.gz", folder.resolve("shape.data"));
        ShdFile file = new ShdReader(plain, "a.h5", "/dataset/train", 700, 20).read();
        assertThat(file.size()).isEqualTo(64);
        assertThat(file.spikes().bytes(0)).isEqualTo(8000 * 6);
    }

    @Test
    void anyWidthOfNumberWillDo() {
        ShdFile wide = resource("wide");
        assertThat(wide.labels()).containsExactly(2, 0, 19);
        assertThat(wide.hasSpeakers()).isFalse();
        SpikeTrain spikes = new SpikeTrain();
        wide.read(0, spikes);
        assertThat(Arrays.copyOf(spikes.units, spikes.count)).containsExactly(7, 699, 3);
        assertThat(spikes.times[0]).isEqualTo(0.1f * 1000.0);
        wide.read(1, spikes);
        assertThat(spikes.count).isZero();
        wide.read(2, spikes);
        assertThat(spikes.times[0]).isEqualTo(1500);

        ShdFile narrow = resource("narrow");
        assertThat(narrow.labels()).containsExactly(2, 0, 19);
        assertThat(narrow.everySpeaker()).containsExactly(0, 1);
        assertThat(narrow.spikes().bytes(0)).isEqualTo(3 * 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two-labels | has 2 labels, 3 lists of times and 3 of units; they must be as many",
                "integer-times | times must be floating-point numbers, in seconds",
                "negative-time | sample 0 has a spike at -0.25 s",
                "more-units | sample 0 has 3 times but 2 units",
                "no-samples | has no samples"
            })
    void whatDoesNotFitTogetherIsRefusedWithTheReason(String name, String reason) {
        assertThatThrownBy(() -> resource(name))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/dataset/train names a.h5, which ")
                .hasMessageContaining(reason);
    }

    /**
     * Files of three samples (one of them silent) written with h5py: {@code wide} in float64 and int64, {@code narrow}
     * in float16, int16 and int8, chunked and with speakers, the others like {@code wide} with one fault each.
     */
    private static ShdFile resource(String name) {
        return new ShdReader(Path.of("src/test/resources/shd", name + ".h5.gz"), "a.h5", "/dataset/train", 700, 20)
                .read();
    }

    /** Whatever is wrong with a file, the user hears which field names it; or the damage lies where nobody looks. */
    @Test
    void damageAnywhereIsReportedAndNothingElseHappens() throws IOException {
        byte[] whole = Files.readAllBytes(unpacked("shd_shape.h5.gz", folder.resolve("whole.h5")));
        Random random = new Random(11);
        int refused = 0;
        for (int trial = 0; trial < 100; trial++) {
            byte[] damaged = whole.clone();
            if (trial % 5 == 0) {
                damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
            } else {
                // mostly in the first pages, where the structure is
                int reach = trial % 5 < 4 ? Math.min(8192, whole.length) : whole.length;
                for (int i = 0; i < 8; i++) {
                    damaged[random.nextInt(reach)] = (byte) random.nextInt(256);
                }
            }
            Path file = Files.write(folder.resolve("damaged.h5"), damaged);
            try {
                assertThat(new ShdReader(file, "a.h5", "/dataset/train", 700, 20)
                                .read()
                                .size())
                        .isPositive();
            } catch (InvalidSpecException e) {
                refused++;
                assertThat(e).hasMessageContaining("/dataset/train").hasMessageContaining("a.h5");
            }
        }
        assertThat(refused).isGreaterThan(20);
    }

    private static Path unpacked(String name, Path plain) throws IOException {
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(SharedData.directory().resolve(name)))) {
            Files.copy(in, plain);
        }
        return plain;
    }
}
