package dev.backspike.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EarliestTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 13, 64, 100})
    void findsTheLeastTheLowestNeuronOfEqualsAndTheSecond(int neurons) {
        Random random = new Random(neurons);
        Earliest earliest = new Earliest(neurons);
        double[] times = new double[neurons];
        Arrays.fill(times, Double.POSITIVE_INFINITY);
        assertThat(earliest.time()).isInfinite();
        for (int k = 0; k < 500; k++) {
            if (k % 50 == 49) {
                for (int n = 0; n < neurons; n++) {
                    times[n] = random.nextInt(20) / 7.0;
                    earliest.put(n, times[n]);
                }
                earliest.rebuild();
            } else {
                int n = random.nextInt(neurons);
                times[n] = random.nextInt(4) == 0 ? Double.POSITIVE_INFINITY : random.nextInt(20) / 7.0;
                earliest.set(n, times[n]);
            }
            double[] sorted = times.clone();
            Arrays.sort(sorted);
            assertThat(earliest.time()).isEqualTo(sorted[0]);
            assertThat(earliest.runnerUp()).isEqualTo(neurons > 1 ? sorted[1] : Double.POSITIVE_INFINITY);
            if (sorted[0] < Double.POSITIVE_INFINITY) {
                int first = 0;
                while (times[first] != sorted[0]) {
                    first++;
                }
                assertThat(earliest.neuron()).isEqualTo(first);
            }
        }
    }
}
