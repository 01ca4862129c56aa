package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backspike.common.spec.DatasetSpec.Generated;
import dev.backspike.common.spec.DatasetSpec.YinYangEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YinYangTest {

    private static final YinYangEncoding ENCODING = new YinYangEncoding(2, 30, 5);

    @ParameterizedTest
    @CsvSource({"yinyang_train.csv, 5000, 42", "yinyang_val.csv, 1000, 41", "yinyang_test.csv, 1000, 40"})
    void isBitEqualToThePublishedGenerator(String file, int samples, int seed) throws IOException {
        List<String> lines = Files.readAllLines(SharedData.directory().resolve(file));
        YinYang data = new YinYang(new Generated(samples, seed), ENCODING);

        assertThat(lines).hasSize(samples + 1);
        for (int sample = 0; sample < samples; sample++) {
            String[] published = lines.get(sample + 1).split(",", -1);
            for (int axis = 0; axis < 4; axis++) {
                assertThat(data.coordinate(sample, axis))
                        .as("sample %d, coordinate %d", sample, axis)
                        .isEqualTo(Double.parseDouble(published[axis]));
            }
            assertThat(data.label(sample)).as("label %d", sample).isEqualTo(Integer.parseInt(published[4]));
        }
    }

    @Test
    void startsWithThePublishedSampleEvenWhereTheFilesAreAbsent() {
        YinYang data = new YinYang(new Generated(2, 42), ENCODING);
        assertThat(data.coordinate(0, 0)).isEqualTo(0.6803075385877797);
        assertThat(data.coordinate(0, 1)).isEqualTo(0.450499251969543);
        assertThat(data.label(0)).isEqualTo(2);
        assertThat(data.coordinate(1, 2)).isEqualTo(0.9023278859936161);
        assertThat(data.label(1)).isEqualTo(1);
    }

    @Test
    void eachInputSpikesOnceAtItsCoordinateAndSpikesComeInOrder() {
        YinYang data = new YinYang(new Generated(200, 1), ENCODING);
        SpikeTrain spikes = new SpikeTrain();
        for (int sample = 0; sample < data.size(); sample++) {
            data.read(sample, spikes);
            assertThat(spikes.count).isEqualTo(data.units()).isEqualTo(5);
            boolean[] seen = new boolean[5];
            for (int k = 0; k < 5; k++) {
                int unit = spikes.units[k];
                double expected = unit == 4 ? 5 : 2 + 28 * data.coordinate(sample, unit);
                assertThat(spikes.times[k]).isCloseTo(expected, within(1e-12));
                assertThat(seen[unit]).isFalse();
                seen[unit] = true;
                if (k > 0) {
                    assertThat(spikes.times[k]).isGreaterThanOrEqualTo(spikes.times[k - 1]);
                }
            }
        }
    }

    @Test
    void spikesAtTheSameTimeComeInOrderOfUnit() {
        YinYang data = new YinYang(new Generated(1, 1), new YinYangEncoding(7, 7, 7));
        SpikeTrain spikes = new SpikeTrain();
        data.read(0, spikes);
        assertThat(spikes.units).startsWith(0, 1, 2, 3, 4);
    }
}
