package dev.backspike.api.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.ServiceTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServiceTest
class DatabaseClockTest {

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aMachineWhoseClockIsWrongTellsTheDatabasesTime() {
        DatabaseClock clock = new DatabaseClock(Instant.EPOCH, System::nanoTime, jdbc);
        measure(clock);

        assertThat(Duration.between(clock.instant(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void betweenTwoMeasurementsTheTimeFollowsNoClockThatCanBeSet() {
        AtomicLong nanos = new AtomicLong();
        DatabaseClock clock = new DatabaseClock(Instant.EPOCH, nanos::get, jdbc);
        Instant before = clock.instant();
        nanos.addAndGet(Duration.ofMinutes(7).toNanos());

        assertThat(clock.instant()).isEqualTo(before.plus(Duration.ofMinutes(7)));
        measure(clock);
        assertThat(Duration.between(clock.instant(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void timesAreNotChangedByBeingStored() {
        Instant now = new DatabaseClock(Instant.now(), System::nanoTime, jdbc).instant();

        assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
    }

    /** A question that takes long does not count, and on a busy machine one may. */
    private static void measure(DatabaseClock clock) {
        for (int i = 0; i < 100; i++) {
            clock.compare();
        }
    }
}
