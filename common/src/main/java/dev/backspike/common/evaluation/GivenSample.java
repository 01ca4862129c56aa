package dev.backspike.common.evaluation;

import java.util.List;

/**
 * A sample as spikes of the input population.
 *
 * @param times the times of the spikes, an array of ms from the start of the trial, in any order
 * @param units the input neuron of each spike, an array of numbers counted from 0, as long as {@code times}
 */
public record GivenSample(List<Double> times, List<Integer> units) {

    public GivenSample {
        times = List.copyOf(times);
        units = List.copyOf(units);
    }
}
