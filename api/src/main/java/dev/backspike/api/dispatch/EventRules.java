package dev.backspike.api.dispatch;

import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.protocol.RefusedException;
import java.util.regex.Pattern;

/**
 * The form of names and codes in the events of workers, so that they fit into the tables. Messages are truncated
 * instead.
 */
final class EventRules {

    private static final Pattern CODE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final Pattern SERIES = Pattern.compile("\\P{Cntrl}{1,200}");
    private static final Pattern ENGINE = Pattern.compile("\\P{Cntrl}{1,100}");

    private EventRules() {}

    /** @throws RefusedException if a name or code has another form */
    static void check(AttemptEvent event) {
        switch (event) {
            case AttemptEvent.Started started -> check("engine", ENGINE, started.engine());
            case AttemptEvent.Measured measured ->
                measured.values().keySet().forEach(series -> check("series", SERIES, series));
            case AttemptEvent.Checkpointed saved ->
                saved.values().keySet().forEach(series -> check("series", SERIES, series));
            case AttemptEvent.Noted noted -> check("code", CODE, noted.code());
            case AttemptEvent.Failed failed -> check("code", CODE, failed.code());
            default -> {}
        }
    }

    private static void check(String what, Pattern pattern, String word) {
        if (!pattern.matcher(word).matches()) {
            throw new RefusedException(
                    ProblemCode.BAD_EVENT, "the " + what + " of an event must match " + pattern + ", was " + word);
        }
    }
}
