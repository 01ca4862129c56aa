package dev.backspike.common.evaluation;

import java.util.List;

/**
 * An evaluation with its single trials.
 *
 * @param trials without spikes
 */
public record Evaluated(Evaluation evaluation, List<Trial> trials) {

    public Evaluated {
        trials = List.copyOf(trials);
    }
}
