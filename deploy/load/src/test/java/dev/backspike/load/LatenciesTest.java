package dev.backspike.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {

    private final Latencies latencies = new Latencies();

    @Test
    void aPercentileIsTheSmallestLatencyThatSoManyDoNotExceed() {
        for (int ms = 10_000; ms > 0; ms--) {
            latencies.add(ms * 1_000_000L);
        }
        assertThat(latencies.millis(50)).isEqualTo(5000);
        assertThat(latencies.millis(99)).isEqualTo(9900);
        assertThat(latencies.millis(100)).isEqualTo(10_000);
        assertThat(latencies.millis(0)).isEqualTo(1);
    }

    @Test
    void withoutLatenciesThereIsNoPercentile() {
        assertThat(latencies.millis(50)).isNaN();
    }
}
