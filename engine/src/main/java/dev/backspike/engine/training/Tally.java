package dev.backspike.engine.training;

import dev.backspike.engine.BatchOutcome;
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

    /**
     * The sums, as text that loses no bit: {@code samples loss correct spikes spikes ...}.
     *
     * @return a tally that goes on from there
     * @throws NumberFormatException if it is not such a text
     */
    static Tally parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length < 3) {
            throw new NumberFormatException("\"" + text + "\" is no tally");
        }
        Tally tally = new Tally(parts.length - 3);
        tally.samples = Long.parseLong(parts[0]);
        tally.loss = Double.parseDouble(parts[1]);
        tally.correct = Long.parseLong(parts[2]);
        for (int population = 0; population < tally.spikes.length; population++) {
            tally.spikes[population] = Long.parseLong(parts[population + 3]);
        }
        return tally;
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
