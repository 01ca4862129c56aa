package dev.backspike.api.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.common.id.JobId;
import dev.backspike.common.protocol.AttemptId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttemptTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final AttemptId ID = new AttemptId(new JobId("j01k7x2m4vbq8n5rtzy"), 1);

    private final Attempt attempt = new Attempt(
            ID, new Replica("w", "local", null, Replica.State.HELD, START), new Attempt.Origin(0, null), START);

    AttemptTest() {
        attempt.trains(new Attempt.Training("cpu", 1, START));
    }

    @Test
    void theTimeLeftIsMeasuredByTheWorkersClock() {
        assertThat(left(Duration.ofSeconds(100), Duration.ofSeconds(130))).isEqualTo(300.0);
        assertThat(left(Duration.ofSeconds(130), Duration.ofSeconds(100)))
                .as("a little ahead")
                .isEqualTo(390.0);
    }

    @Test
    void aWorkersClockThatWasSetDoesNotChangeTheTimeLeftByMinutes() {
        assertThat(left(Duration.ofMinutes(7), Duration.ofSeconds(100))).isEqualTo(300.0);
        assertThat(left(Duration.ofMinutes(-7), Duration.ofSeconds(100))).isEqualTo(300.0);
    }

    /** After 100 of 400 steps. */
    private @Nullable Double left(Duration byWorker, Duration byService) {
        return attempt.secondsLeft(START.plus(byWorker), START.plus(byService), 100, 400);
    }
}
