package dev.backspike.engine;

/**
 * How a trial ended.
 *
 * @param loss of the trial alone
 * @param predicted class; -1 if the readout says nothing
 * @param readout {@code [readout neuron]}: what the class is predicted from, which depends on the loss: times of first
 *     spikes in ms, infinite for silent neurons, or voltages (averaged over the trial, or the largest)
 */
public record TrialResult(double loss, int predicted, double[] readout) {}
