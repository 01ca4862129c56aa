package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.spec.DelayLineSpec;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelayLineTest {

    private final SpikeTrain spikes = new SpikeTrain();
    private final SpikeTrain original = new SpikeTrain();

    @Test
    void oneCopyIsTheDataItself() {
        Dataset data = RandomSpikes.of(1, 2, 5, 2, 10, 50);
        assertThat(DelayLine.of(data, DelayLineSpec.NONE)).isSameAs(data);
    }

    @Test
    void keepsSamplesAndClassesAndMultipliesUnits() {
        Dataset line = DelayLine.of(RandomSpikes.of(1, 6, 5, 2, 10, 50), new DelayLineSpec(4, 30));
        assertThat(line.size()).isEqualTo(6);
        assertThat(line.classes()).isEqualTo(2);
        assertThat(line.label(3)).isEqualTo(1);
        assertThat(line.units()).isEqualTo(20);
    }

    @Test
    void everyCopyHasEverySpikeLaterByItsDelay() {
        for (long seed = 0; seed < 20; seed++) {
            Dataset data = RandomSpikes.of(seed, 3, 40, 2, 300, 100);
            Dataset line = DelayLine.of(data, new DelayLineSpec(5, 12.5));
            for (int sample = 0; sample < data.size(); sample++) {
                data.read(sample, original);
                line.read(sample, spikes);
                assertThat(spikes.count).isEqualTo(5 * original.count);
                for (int copy = 0; copy < 5; copy++) {
                    assertThat(ofCopy(copy, 40)).isEqualTo(delayed(copy * 12.5));
                }
            }
        }
    }

    @Test
    void spikesComeInOrderOfTimeThenUnit() {
        Dataset line = DelayLine.of(RandomSpikes.of(7, 3, 40, 2, 300, 100), new DelayLineSpec(10, 30));
        for (int sample = 0; sample < 3; sample++) {
            line.read(sample, spikes);
            for (int k = 1; k < spikes.count; k++) {
                boolean inOrder = spikes.times[k - 1] < spikes.times[k]
                        || (spikes.times[k - 1] == spikes.times[k] && spikes.units[k - 1] <= spikes.units[k]);
                assertThat(inOrder).isTrue();
            }
        }
    }

    @Test
    void aJobsInputIsAsLargeAsAllCopies() {
        JobSpec spec = JobSpecParser.parse("""
                {"dataset": {"type": "shd-hdf5", "train": "shd_shape.h5.gz", "test": "shd_shape.h5.gz",
                             "delayLine": {"copies": 3, "delay": 30}},
                 "network": {"duration": 1000,
                   "populations": {"input": {"neuron": "input"}, "output": {"neuron": "li"}},
                   "connections": [{"from": "input", "to": "output", "weight": {"constant": {"value": 1}}}]},
                 "training": {"epochs": 1, "loss": "sum-voltage", "optimiser": "adam"}}
                """);
        Datasets datasets = new Datasets(SharedData.directory());
        assertThat(new DatasetInspector(datasets)
                        .resolve(spec)
                        .network()
                        .population("input")
                        .size())
                .isEqualTo(2100);
    }

    private List<String> ofCopy(int copy, int units) {
        List<String> found = new ArrayList<>();
        for (int k = 0; k < spikes.count; k++) {
            if (spikes.units[k] / units == copy) {
                found.add(spikes.times[k] + " ms " + spikes.units[k] % units);
            }
        }
        return found;
    }

    private List<String> delayed(double delay) {
        List<String> expected = new ArrayList<>();
        for (int k = 0; k < original.count; k++) {
            expected.add(original.times[k] + delay + " ms " + original.units[k]);
        }
        return expected;
    }
}
