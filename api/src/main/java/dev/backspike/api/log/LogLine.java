package dev.backspike.api.log;

import dev.backspike.common.event.AttemptEvent.Logged.Level;
import java.time.Instant;

/**
 * An entry in the log of an attempt.
 *
 * @param line counts within the attempt, with gaps
 * @param time by the worker's clock
 * @param message may have several lines, such as a stack trace
 */
record LogLine(int attempt, long line, Instant time, Level level, String message) {

    String text() {
        return "%s  attempt %d  %-7s  %s\n".formatted(time, attempt, level, message);
    }

    /** Returns its position, for page tokens. */
    String key() {
        return attempt + "." + line;
    }
}
