package dev.backspike.worker.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private long now;
    private final Watchdog watchdog = new Watchdog(() -> false, () -> now, 5, Duration.ofSeconds(1));

    @Test
    void noLessThanTheMinimumCountsAsStandingStill() {
        watch(5);
        assertThat(watchdog.stall()).isNull();
        watch(1);
        assertThat(watchdog.stall()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void aTrainingWithLongStepsIsGivenTenOfThem() {
        for (int step = 0; step < 5; step++) {
            watch(2);
            assertThat(watchdog.shouldStop()).isFalse();
        }
        watch(20);
        assertThat(watchdog.stall()).isNull();
        watch(1);
        assertThat(watchdog.stall()).isEqualTo(Duration.ofSeconds(21));
    }

    @Test
    void aStepEndsTheWait() {
        watch(5);
        assertThat(watchdog.shouldStop()).isFalse();
        watch(5);
        assertThat(watchdog.stall()).isNull();
    }

    @Test
    void timeInWhichTheMachineSleptDoesNotCount() {
        watch(3);
        now += Duration.ofHours(8).toNanos();
        assertThat(watchdog.stall()).as("3 s, and 2 s of the 8 h").isNull();
        watch(1);
        assertThat(watchdog.stall()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void timeInWhichTheTrainingHasToWaitDoesNotCount() {
        watch(5);
        for (int second = 0; second < 100; second++) {
            now += Duration.ofSeconds(1).toNanos();
            watchdog.rest();
        }
        assertThat(watchdog.stall()).isNull();
        watch(1);
        assertThat(watchdog.stall()).isEqualTo(Duration.ofSeconds(6));
    }

    /** Looks once a second. */
    private void watch(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += Duration.ofSeconds(1).toNanos();
            assertThat(watchdog.stall() == null || i == seconds - 1).isTrue();
        }
    }
}
