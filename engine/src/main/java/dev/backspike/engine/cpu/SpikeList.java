package dev.backspike.engine.cpu;

import java.util.Arrays;

/**
 * Spikes of one population in one trial, in order of time and then of neuron; grows with them and is reused.
 *
 * <pre>
 * start[n] .. start[n + 1]   the spikes at grid point n, n in [0, steps]
 * neuron[k]                  who spiked
 * slope[k]                   I - V just before, for populations with a membrane
 * release[k]                 I - V_r when its neuron ceases to be refractory, 0 if after the trial; where neurons can be
 * grid[byNeuron[i]] .. grid[byNeuron[i + 1] - 1]   the same spikes by neuron: the grid points of i
 * </pre>
 */
final class SpikeList {

    final int[] start;
    int[] neuron = new int[64];
    float[] slope = new float[64];
    float[] release;
    final int[] byNeuron;
    int[] grid = new int[64];

    SpikeList(int neurons, int steps, boolean refractory) {
        release = new float[refractory ? neuron.length : 0];
        start = new int[steps + 2];
        byNeuron = new int[neurons + 1];
    }

    int count() {
        return start[start.length - 1];
    }

    /** Makes room for {@code more} spikes after the first {@code count}. */
    void reserve(int count, int more) {
        if (count + more > neuron.length) {
            int length = Math.max(count + more, neuron.length + neuron.length / 2);
            neuron = Arrays.copyOf(neuron, length);
            slope = Arrays.copyOf(slope, length);
            if (release.length > 0) {
                release = Arrays.copyOf(release, length);
            }
        }
    }

    /** Fills {@link #byNeuron} and {@link #grid}: a counting sort, which keeps the order of time. */
    void sortByNeuron() {
        int count = count();
        if (grid.length < count) {
            grid = new int[neuron.length];
        }
        Arrays.fill(byNeuron, 0);
        for (int k = 0; k < count; k++) {
            byNeuron[neuron[k] + 1]++;
        }
        int sum = 0;
        // byNeuron[i + 1] is first where neuron i starts and, once its spikes are placed, where it ends
        for (int i = 1; i < byNeuron.length; i++) {
            int spikes = byNeuron[i];
            byNeuron[i] = sum;
            sum += spikes;
        }
        for (int n = 0; n < start.length - 1; n++) {
            for (int k = start[n]; k < start[n + 1]; k++) {
                grid[byNeuron[neuron[k] + 1]++] = n;
            }
        }
    }
}
