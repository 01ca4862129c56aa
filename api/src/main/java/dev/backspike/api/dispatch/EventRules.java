package dev.backspike.api.dispatch;

import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.SequencedEvent;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The form of names, codes, counts and times in the events of workers, so that they fit into the tables. Messages are
 * truncated instead.
 */
final class EventRules {

    private static final Pattern CODE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern SERIES = Pattern.compile("\\P{Cntrl}{1,200}");
    private static final Pattern ENGINE = Pattern.compile("[a-z][a-z0-9-]{0,99}");
    /** Databases store times from here to {@link #LATEST}. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Characters of a refused word in the refusal. */
    private static final int ECHOED = 100;

    private EventRules() {}

    /** @throws RefusedException if one of them does not fit */
    static void check(SequencedEvent sequenced) {
        if (sequenced.at().isBefore(EARLIEST) || sequenced.at().isAfter(LATEST)) {
            throw new RefusedException(
                    ProblemCode.BAD_EVENT,
                    "the time of an event must be from " + EARLIEST + " to " + LATEST + "; set the worker's clock");
        }
        switch (sequenced.event()) {
            case AttemptEvent.Started started -> {
                check("engine", ENGINE, started.engine());
                checkCount("threads", started.threads());
                checkCount("epochs", started.epochs());
                checkCount("steps", started.steps());
            }
            case AttemptEvent.Measured measured -> {
                checkCount("epoch", measured.epoch());
                checkCount("step", measured.step());
                measured.values().keySet().forEach(series -> check("series", SERIES, series));
            }
            case AttemptEvent.Checkpointed saved -> {
                checkCount("epoch", saved.epoch());
                checkCount("step", saved.step());
                checkCount("bytes", saved.bytes());
                saved.values().keySet().forEach(series -> check("series", SERIES, series));
            }
            case AttemptEvent.Noted noted -> check("code", CODE, noted.code());
            case AttemptEvent.Failed failed -> check("code", CODE, failed.code());
            default -> {}
        }
    }

    private static void checkCount(String what, long count) {
        if (count < 0) {
            throw new RefusedException(
                    ProblemCode.BAD_EVENT, "the " + what + " of an event must be at least 0, was " + count);
        }
    }

    private static String shortened(String word) {
        return word.length() <= ECHOED ? word : word.substring(0, ECHOED) + "…";
    }

    private static void check(String what, Pattern pattern, String word) {
        if (!pattern.matcher(word).matches()) {
            throw new RefusedException(
                    ProblemCode.BAD_EVENT,
                    "the " + what + " of an event must match " + pattern + ", was " + shortened(word));
        }
    }
}
