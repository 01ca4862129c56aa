package dev.backspike.worker.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backspike.common.spec.InvalidSpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShdFileTest {

    @TempDir
    Path folder;

    @Test
    void theSpeedWorkloadHasTheSpikesItsDescriptionCounts() {
        ShdFile file = ShdFile.read(SharedData.directory().resolve("shd_shape.h5.gz"), 700, 20, "/dataset/train");
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
        ShdFile file = ShdFile.read(SharedData.directory().resolve("fsdd_test.h5.gz"), 700, 10, "/dataset/test");
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
        assertThatThrownBy(() -> ShdFile.read(file, 700, 5, "/dataset/test"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/dataset/test")
                .hasMessageContaining("/dataset/classes");
    }

    @Test
    void aUnitBeyondTheInputIsRefusedWithTheFieldToMend() {
        Path file = SharedData.directory().resolve("fsdd_test.h5.gz");
        assertThatThrownBy(() -> ShdFile.read(file, 300, 10, "/dataset/test"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("/dataset/units");
    }

    @Test
    void aFileThatIsNotHdf5IsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.h5"), "these are not spikes, but a text about them");
        assertThatThrownBy(() -> ShdFile.read(file, 700, 20, "/dataset/train"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("notes.h5")
                .hasMessageContaining("SHD layout");
    }

    @Test
    void aTruncatedGzipIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(SharedData.directory().resolve("shd_shape.h5.gz"));
        Path file = Files.write(folder.resolve("short.h5.gz"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> ShdFile.read(file, 700, 20, "/dataset/train"))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("short.h5.gz");
    }
}
