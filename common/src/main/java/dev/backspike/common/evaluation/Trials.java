package dev.backspike.common.evaluation;

import java.util.List;

/**
 * Trials of a trained network.
 *
 * @param engine that ran them, {@code cpu} or {@code event}
 */
public record Trials(String engine, List<Trial> trials) {

    public Trials {
        trials = List.copyOf(trials);
    }
}
