package dev.backspike.common.evaluation;

import java.util.List;

/**
 * A sample as spikes of the input population.
 *
 * @param times ms from the start of the trial, in any order
 * @param units which input neuron spikes, counted from 0; as many as times
 */
public record GivenSample(List<Double> times, List<Integer> units) {

    public GivenSample {
        times = List.copyOf(times);
        units = List.copyOf(units);
    }
}
