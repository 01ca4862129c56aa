package dev.backspike.common.spec;

/**
 * How the network learns.
 *
 * @param batchSize samples per weight update; the last batch of an epoch may be smaller
 * @param seed decides the initial weights and the order of the samples, and with them the result, bit for bit
 */
public record TrainingSpec(int epochs, int batchSize, long seed, LossSpec loss, OptimiserSpec optimiser) {}
