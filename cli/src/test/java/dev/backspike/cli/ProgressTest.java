package dev.backspike.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backspike.cli.follow.Progress;
import dev.backspike.cli.service.Json;
import dev.backspike.cli.service.StreamEvent;
import dev.backspike.cli.terminal.Formats;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {

    private static final StreamEvent STARTED =
            event("attempt.started", "{\"time\":\"2026-01-01T10:00:00Z\",\"epochs\":4,\"steps\":400}");
    private static final StreamEvent FIRST_EPOCH = event(
            "metrics", "{\"time\":\"2026-01-01T10:00:30Z\",\"epoch\":1,\"step\":100,\"values\":{\"train.loss\":0.5}}");

    @Test
    void theTimeLeftIsWhatTheRemainingStepsTakeAtTheSpeedSoFar() {
        Progress progress = Progress.NONE.after(STARTED).after(FIRST_EPOCH);

        assertThat(progress.eta()).isEqualTo(Duration.ofSeconds(90));
        assertThat(progress.fraction()).isEqualTo(0.25);
    }

    @Test
    void theTimeLeftIsUnknownBeforeTheFirstStepAndWithoutTimes() {
        assertThat(Progress.NONE.after(STARTED).eta()).isNull();
        assertThat(Progress.NONE.after(FIRST_EPOCH).eta()).isNull();
        assertThat(Progress.NONE
                        .after(STARTED)
                        .after(event("metrics", "{\"epoch\":1,\"step\":100}"))
                        .eta())
                .isNull();
    }

    @Test
    void seriesKeepTheirLatestPoint() {
        Progress progress = Progress.NONE
                .after(STARTED)
                .after(FIRST_EPOCH)
                .after(event("metrics", "{\"epoch\":1,\"step\":100,\"values\":{\"test.loss\":0.7}}"))
                .after(event("metrics", "{\"epoch\":2,\"step\":200,\"values\":{\"train.loss\":0.4}}"));

        assertThat(progress.values()).containsEntry("train.loss", 0.4).containsEntry("test.loss", 0.7);
    }

    @ParameterizedTest
    @CsvSource({"PT4.25S,4.3 s", "PT59.9S,59.9 s", "PT65S,1:05 min", "PT7810S,2:10:10 h"})
    void durationsAreReadable(Duration duration, String text) {
        assertThat(Formats.duration(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"PT9S,0:09", "PT65S,1:05", "PT7810S,130:10"})
    void countdownsAreShort(Duration duration, String text) {
        assertThat(Formats.countdown(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.03124,0.0312", "0,0.0000", "0.00012345,1.23e-04", "-2.5,-2.5000", "NaN,NaN"})
    void lossesKeepTheirDigitsWhenSmall(double loss, String text) {
        assertThat(Formats.loss(loss)).isEqualTo(text);
    }

    private static StreamEvent event(String type, String json) {
        return new StreamEvent("1", type, Json.MAPPER.readTree(json));
    }
}
