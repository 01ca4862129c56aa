package dev.backspike.engine.plan;

import dev.backspike.engine.network.Network;
import dev.backspike.engine.network.Population;
import java.util.List;

/** Counts spikes of some trials. Counts are whole numbers, so several threads may each have a counter of their own. */
public final class SpikeCounter {

    private final List<Population> populations;
    private final long[] spikes;
    private final int[][] byNeuron;

    public SpikeCounter(Network network) {
        populations = network.populations();
        spikes = new long[populations.size()];
        byNeuron = populations.stream()
                .map(p -> new int[p.spiking() ? p.size() : 0])
                .toArray(int[][]::new);
    }

    /** Counts spikes of a population, given by their neurons. */
    public void count(int population, int[] neurons, int count) {
        spikes[population] += count;
        if (populations.get(population).spiking()) {
            int[] counts = byNeuron[population];
            for (int k = 0; k < count; k++) {
                counts[neurons[k]]++;
            }
        }
    }

    /** Counts a spike. */
    public void count(int population, int neuron) {
        spikes[population]++;
        if (populations.get(population).spiking()) {
            byNeuron[population][neuron]++;
        }
    }

    /** Adds spikes of a population that have been counted elsewhere. */
    public void add(int population, long count) {
        spikes[population] += count;
    }

    /**
     * Adds spikes of a neuron of a lif population that have been counted elsewhere; {@link #add(int, long)} has them
     * too.
     */
    public void add(int population, int neuron, int count) {
        byNeuron[population][neuron] += count;
    }

    /** Adds what another thread has counted. */
    void add(SpikeCounter other) {
        for (int p = 0; p < spikes.length; p++) {
            spikes[p] += other.spikes[p];
            for (int n = 0; n < byNeuron[p].length; n++) {
                byNeuron[p][n] += other.byNeuron[p][n];
            }
        }
    }

    long[] spikes() {
        return spikes;
    }

    int[][] byNeuron() {
        return byNeuron;
    }
}
