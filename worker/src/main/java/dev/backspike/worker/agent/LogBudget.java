package dev.backspike.worker.agent;

import dev.backspike.common.event.AttemptEvent.Logged;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the log of an attempt to {@value #LINES} lines of {@value #CHARACTERS} characters each: {@value #BURST} at
 * once, then {@value #PER_SECOND} per second. Errors are exempt from the rate and may use {@value #ERRORS} additional
 * lines. Suppressed lines are counted, and the count is reported with the next line.
 */
final class LogBudget {

    static final int LINES = 1000;
    static final int ERRORS = 20;
    static final int BURST = 100;
    static final int PER_SECOND = 10;
    static final int CHARACTERS = 8000;

    private final LongSupplier nanoTime;
    private long lastNanos;
    private double credit = BURST;
    private int lines;
    private int leftOut;

    /** @param nanoTime monotonic clock, ns */
    LogBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
    }

    /** Returns the line to log, truncated if necessary; null if it is suppressed. */
    @Nullable
    Logged admit(Logged line) {
        boolean error = line.level() == Level.ERROR;
        if (lines >= (error ? LINES + ERRORS : LINES) || (!earns() && !error)) {
            leftOut++;
            return null;
        }
        lines++;
        Logged admitted =
                new Logged(line.level(), cut(leftOut == 0 ? line.message() : missing() + '\n' + line.message()));
        leftOut = 0;
        return admitted;
    }

    /** Returns a final line with the count of suppressed lines; null if none was suppressed since the last line. */
    @Nullable
    Logged last() {
        return leftOut == 0 ? null : new Logged(Level.WARNING, missing());
    }

    private boolean earns() {
        long now = nanoTime.getAsLong();
        credit = Math.min(BURST, credit + (now - lastNanos) * 1e-9 * PER_SECOND);
        lastNanos = now;
        if (credit < 1) {
            return false;
        }
        credit--;
        return true;
    }

    private String missing() {
        return "(" + leftOut + (leftOut == 1 ? " line was" : " lines were")
                + " suppressed here: too many at once or in total)";
    }

    private static String cut(String message) {
        return message.length() <= CHARACTERS ? message : message.substring(0, CHARACTERS - 1) + "…";
    }
}
