package dev.backspike.worker.training;

import dev.backspike.worker.engine.BatchOutcome;
import java.util.Map;

/** Sums over batches, for means over samples. */
final class Tally {

    private final long[] spikes;
    private long samples;
    private double loss;
    private long correct;

    /** @param populations of the network */
    Tally(int populations) {
        spikes = new long[populations];
    }

    void add(BatchOutcome outcome) {
        samples += outcome.samples();
        loss += outcome.loss();
        correct += outcome.correct();
        for (int population = 0; population < spikes.length; population++) {
            spikes[population] += outcome.spikes()[population];
        }
    }

    long samples() {
        return samples;
    }

    double loss() {
        return loss / samples;
    }

    double accuracy() {
        return (double) correct / samples;
    }

    /** Mean number of spikes of one neuron in one trial. */
    double spikesPerNeuron(int population, int neurons) {
        return (double) spikes[population] / ((double) samples * neurons);
    }

    /** Adds the points {@code <split>.loss} and {@code <split>.accuracy}. */
    void putInto(Map<String, Double> values, String split) {
        values.put(split + ".loss", loss());
        values.put(split + ".accuracy", accuracy());
    }
}
