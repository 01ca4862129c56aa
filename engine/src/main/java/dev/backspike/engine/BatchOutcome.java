package dev.backspike.engine;

/**
 * What a forward pass shows.
 *
 * @param samples how many trials
 * @param loss sum of the trials' losses, added in the batch's order; rate regularisation is not part of it, so that
 *     losses of jobs with and without it compare
 * @param correct trials whose predicted class is the label
 * @param spikes emitted in all trials together, by population index
 * @param neuronSpikes the same by {@code [population][neuron]}, for lif populations; empty arrays for others
 */
public record BatchOutcome(int samples, double loss, int correct, long[] spikes, int[][] neuronSpikes) {}
