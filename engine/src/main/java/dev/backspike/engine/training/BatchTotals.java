package dev.backspike.engine.training;

import dev.backspike.engine.BatchOutcome;
import java.util.Map;

/** Sums over batches, for means over samples. */
final class BatchTotals {

    private final long[] spikes;
    private long samples;
    private double loss;
    private long correct;

    /** @param populations of the network */
    BatchTotals(int populations) {
        spikes = new long[populations];
    }

    /**
     * The sums, as text that loses no bit: {@code samples loss correct spikes spikes ...}.
     *
     * @return totals to which further batches are added
     * @throws NumberFormatException if it is not such a text
     */
    static BatchTotals parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length < 3) {
            throw new NumberFormatException("\"" + text + "\" is not a list of totals");
        }
        BatchTotals totals = new BatchTotals(parts.length - 3);
        totals.samples = Long.parseLong(parts[0]);
        totals.loss = Double.parseDouble(parts[1]);
        totals.correct = Long.parseLong(parts[2]);
        for (int population = 0; population < totals.spikes.length; population++) {
            totals.spikes[population] = Long.parseLong(parts[population + 3]);
        }
        return totals;
    }

    /** What {@link #parse} reads. */
    String text() {
        StringBuilder text = new StringBuilder(samples + " " + loss + " " + correct);
        for (long count : spikes) {
            text.append(' ').append(count);
        }
        return text.toString();
    }

    int populations() {
        return spikes.length;
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
