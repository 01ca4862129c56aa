package dev.backspike.engine.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeSortTest {

    private record Spike(double time, int unit) {}

    private static final Comparator<Spike> BY_TIME_THEN_UNIT =
            Comparator.comparingDouble(Spike::time).thenComparingInt(Spike::unit);

    private final SpikeTrain train = new SpikeTrain();

    @Test
    void sortsAsTheLibraryDoes() {
        Random random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            int count = random.nextInt(500);
            int distinct = 1 + random.nextInt(300); // few distinct times make many ties
            fill(random, count, distinct);
            checkSorted();
        }
    }

    @Test
    void sortsRunsInARowAndNearlySortedSpikes() {
        Random random = new Random(2);
        for (int trial = 0; trial < 300; trial++) {
            fill(random, 1 + random.nextInt(700), 200);
            int cut = random.nextInt(train.count);
            Arrays.sort(train.times, 0, cut);
            Arrays.sort(train.times, cut, train.count);
            Arrays.fill(train.units, 0, train.count, 5);
            for (int swaps = random.nextInt(4); swaps > 0; swaps--) {
                int a = random.nextInt(train.count);
                train.times[a] = train.times[random.nextInt(train.count)];
            }
            checkSorted();
        }
    }

    private void fill(Random random, int count, int distinct) {
        train.clear();
        for (int k = 0; k < count; k++) {
            train.add(random.nextInt(distinct) / 4.0, random.nextInt(10));
        }
    }

    private void checkSorted() {
        Spike[] expected = spikes();
        Arrays.sort(expected, BY_TIME_THEN_UNIT);
        train.sort();
        assertThat(spikes()).isEqualTo(expected);
    }

    private Spike[] spikes() {
        Spike[] spikes = new Spike[train.count];
        Arrays.setAll(spikes, k -> new Spike(train.times[k], train.units[k]));
        return spikes;
    }
}
