package dev.backspike.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchOrderTest {

    @Test
    void everySampleIsInExactlyOneBatch() {
        BatchOrder order = BatchOrder.shuffled(103, 10, 7, 3);
        assertThat(order.batches()).isEqualTo(11);
        assertThat(order.batch(10)).hasSize(3);
        int[] all = IntStream.range(0, 11)
                .flatMap(b -> Arrays.stream(order.batch(b)))
                .sorted()
                .toArray();
        assertThat(all).isEqualTo(IntStream.range(0, 103).toArray());
    }

    @Test
    void dependsOnSeedAndEpochAlone() {
        assertThat(BatchOrder.shuffled(50, 10, 7, 3).order())
                .isEqualTo(BatchOrder.shuffled(50, 25, 7, 3).order())
                .isNotEqualTo(BatchOrder.shuffled(50, 10, 7, 4).order())
                .isNotEqualTo(BatchOrder.shuffled(50, 10, 8, 3).order());
    }

    /** Each of 5 samples comes first in a fifth of 5000 epochs: chi squared of 4 degrees, 0.1 % point 18.5. */
    @Test
    void everySampleIsAsLikelyToComeFirst() {
        int[] first = new int[5];
        for (int epoch = 0; epoch < 5000; epoch++) {
            first[BatchOrder.shuffled(5, 1, 1, epoch).order()[0]]++;
        }
        double chiSquared = Arrays.stream(first)
                .mapToDouble(count -> (count - 1000.0) * (count - 1000.0) / 1000)
                .sum();
        assertThat(chiSquared).isLessThan(18.5);
    }

    @Test
    void batchesLargerThanTheDataAreOneBatch() {
        BatchOrder order = BatchOrder.inSequence(3, Integer.MAX_VALUE);
        assertThat(order.batches()).isEqualTo(1);
        assertThat(order.batch(0)).containsExactly(0, 1, 2);
    }
}
