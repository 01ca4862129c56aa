package dev.backspike.common.evaluation;

import java.util.List;

/**
 * The spikes of a population in one trial.
 *
 * @param population its name
 * @param neurons how many it has
 * @param times in ascending order, ms, rounded to 0.0001 ms
 * @param units which neuron spiked, counted from 0
 */
public record RecordedSpikes(String population, int neurons, List<Double> times, List<Integer> units) {

    public RecordedSpikes {
        times = List.copyOf(times);
        units = List.copyOf(units);
    }
}
