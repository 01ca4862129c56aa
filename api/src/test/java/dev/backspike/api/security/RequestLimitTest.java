package dev.backspike.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.api.access.QuotaProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RequestLimitTest {

    private final StoppedClock clock = new StoppedClock();
    private final RequestLimit limit =
            new RequestLimit(new QuotaProperties(0, DataSize.ofBytes(0), DataSize.ofBytes(0), 60), clock);

    @Test
    void aMinutesWorthAtOnceAndThenOneASecond() {
        assertThat(taken("ada", 100)).isEqualTo(60);
        assertThat(limit.take("ada")).isEqualTo(Duration.ofSeconds(1));
        clock.now = clock.now.plusMillis(400);
        assertThat(limit.take("ada")).isEqualTo(Duration.ofMillis(600));
        clock.now = clock.now.plusMillis(600);
        assertThat(taken("ada", 100)).isEqualTo(1);
        clock.now = clock.now.plusSeconds(10);
        assertThat(taken("ada", 100)).isEqualTo(10);
    }

    @Test
    void whatIsNotUsedInAMinuteIsGone() {
        taken("ada", 60);
        clock.now = clock.now.plus(Duration.ofHours(1));
        assertThat(taken("ada", 100)).isEqualTo(60);
    }

    @Test
    void aClockThatIsSetBackShutsNobodyOut() {
        taken("ada", 60);
        clock.now = clock.now.minus(Duration.ofHours(1));
        assertThat(taken("ada", 100)).isEqualTo(60);
    }

    @Test
    void oneDoesNotPayForAnother() {
        taken("ada", 100);
        assertThat(taken("bob", 100)).isEqualTo(60);
    }

    @Test
    void noneIsNoLimit() {
        RequestLimit none =
                new RequestLimit(new QuotaProperties(0, DataSize.ofBytes(0), DataSize.ofBytes(0), 0), clock);
        for (int i = 0; i < 1000; i++) {
            assertThat(none.take("ada")).isZero();
        }
    }

    private int taken(String name, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += limit.take(name).isZero() ? 1 : 0;
        }
        return taken;
    }

    private static final class StoppedClock extends Clock {

        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
