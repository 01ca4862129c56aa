package dev.backspike.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServiceTest
class DatabaseClockTest {

    @Autowired
    private JdbcClient jdbc;

    @Test
    void aMachineWhoseClockIsWrongTellsTheDatabasesTime() {
        Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofHours(-3));
        DatabaseClock clock = new DatabaseClock(wrong, jdbc);
        // A question that takes long does not count, and on a busy machine one may.
        for (int i = 0; i < 100; i++) {
            clock.compare();
        }

        assertThat(Duration.between(wrong.instant(), clock.instant()))
                .isBetween(Duration.ofMinutes(179), Duration.ofMinutes(181));
    }

    @Test
    void timesAreNotChangedByBeingStored() {
        Instant now = new DatabaseClock(Clock.systemUTC(), jdbc).instant();

        assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
    }
}
