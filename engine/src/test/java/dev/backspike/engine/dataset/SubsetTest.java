package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubsetTest {

    @Test
    void holdsOutTheLastSamplesOfEachClass() {
        //                         0  1  2  3  4  5  6  7
        Labels whole = new Labels(0, 1, 0, 0, 1, 0, 1, 2);
        Subset[] parts = Subset.holdOut(whole, 0.5);
        assertThat(parts[0].samples()).containsExactly(0, 1, 2, 4, 7);
        assertThat(parts[1].samples()).containsExactly(3, 5, 6);
        assertThat(parts[1].label(2)).isEqualTo(1);
    }

    @Test
    void roundsDownButNotBecauseOfBinaryFractions() {
        Labels whole = new Labels(new int[100]);
        assertThat(Subset.holdOut(whole, 0.29)[1].size()).isEqualTo(29);
        assertThat(Subset.holdOut(whole, 0.299)[1].size()).isEqualTo(29);
    }

    @Test
    void readsTheSamplesOfTheWhole() {
        Subset subset = new Subset(new Labels(0, 1, 2), new int[] {2, 0});
        SpikeTrain spikes = new SpikeTrain();
        subset.read(0, spikes);
        assertThat(spikes.times[0]).isEqualTo(2);
        assertThat(subset.size()).isEqualTo(2);
        assertThat(subset.units()).isEqualTo(1);
        assertThat(subset.classes()).isEqualTo(3);
    }

    /** One spike per sample, at the sample's number. */
    private record Labels(int... labels) implements Dataset {
        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public int units() {
            return 1;
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public int label(int sample) {
            return labels[sample];
        }

        @Override
        public long bytes(int sample) {
            return 0;
        }

        @Override
        public void read(int sample, SpikeTrain into) {
            into.clear();
            into.add(sample, 0);
        }
    }
}
