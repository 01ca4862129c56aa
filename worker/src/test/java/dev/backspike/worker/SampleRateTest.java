package dev.backspike.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleRateTest {

    private static final long SECOND = 1_000_000_000;

    private final SampleRate rate = new SampleRate();

    @Test
    void itIsZeroUntilAWindowHasEnded() {
        rate.add(30, SECOND / 2, SECOND);
        assertThat(rate.perSecond()).isZero();
        rate.add(30, SECOND / 2, 3 * SECOND / 2);
        assertThat(rate.perSecond()).isEqualTo(60);
    }

    @Test
    void attemptsThatTrainAtTheSameTimeAddUp() {
        rate.add(50, SECOND, SECOND);
        rate.add(50, SECOND, SECOND + SECOND / 4);
        rate.add(50, SECOND, 2 * SECOND);
        rate.add(50, SECOND, 2 * SECOND);
        assertThat(rate.perSecond()).isEqualTo(100);
    }

    @Test
    void aPauseIsNotPartOfAWindow() {
        rate.add(5, SECOND / 10, SECOND);
        rate.add(100, SECOND, 100 * SECOND);
        assertThat(rate.perSecond()).isEqualTo(100);
    }
}
