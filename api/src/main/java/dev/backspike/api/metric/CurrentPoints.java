package dev.backspike.api.metric;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Selects the metric points of a job that belong to its series when attempts resume from checkpoints: those that no
 * later attempt has repeated or is about to repeat.
 */
final class CurrentPoints {

    /** The last step of each attempt whose point is current. */
    private final Map<Integer, Long> lastSteps = new HashMap<>();

    /** @param resumedSteps see {@link Restarts#resumedSteps} */
    CurrentPoints(NavigableMap<Integer, Long> resumedSteps) {
        long last = Long.MAX_VALUE;
        for (Map.Entry<Integer, Long> attempt : resumedSteps.descendingMap().entrySet()) {
            lastSteps.put(attempt.getKey(), last);
            last = Math.min(last, attempt.getValue());
        }
    }

    boolean include(int attempt, long step) {
        return step <= lastSteps.getOrDefault(attempt, Long.MAX_VALUE);
    }
}
