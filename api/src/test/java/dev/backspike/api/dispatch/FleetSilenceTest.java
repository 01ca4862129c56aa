package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FleetSilenceTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @Test
    void aFewWorkersOrTheSmallerPartOfAFleetMayFail() {
        assertThat(judge(null, 3, 3)).isEqualTo(new FleetSilence(null, false));
        assertThat(judge(null, 4, 8)).isEqualTo(new FleetSilence(null, false));
    }

    @Test
    void mostOfAFleetFreezesForABoundedTime() {
        assertThat(judge(null, 4, 7)).isEqualTo(new FleetSilence(NOW, true));
        Instant since = NOW.minus(LONGEST).plusMillis(1);
        assertThat(judge(since, 5, 7)).isEqualTo(new FleetSilence(since, true));
        assertThat(judge(NOW.minus(LONGEST), 5, 7)).isEqualTo(new FleetSilence(NOW.minus(LONGEST), false));
    }

    @Test
    void whoReturnsEndsIt() {
        assertThat(judge(NOW.minusSeconds(10), 4, 8)).isEqualTo(new FleetSilence(null, false));
    }

    private static FleetSilence judge(@Nullable Instant before, long silent, long busy) {
        return FleetSilence.judge(before, silent, busy, NOW, LONGEST);
    }
}
