package dev.backspike.engine;

/**
 * Spikes of some trials, which rate regularisation needs of a whole batch. Shares' counts add up without rounding.
 *
 * @param samples how many trials
 * @param byNeuron {@code [population][neuron]}, of all trials together, for lif populations; empty arrays for others
 */
public record SpikeCounts(int samples, int[][] byNeuron) {

    /** The counts of two shares together. */
    public SpikeCounts plus(SpikeCounts other) {
        int[][] sum = new int[byNeuron.length][];
        for (int p = 0; p < sum.length; p++) {
            sum[p] = byNeuron[p].clone();
            for (int n = 0; n < sum[p].length; n++) {
                sum[p][n] += other.byNeuron[p][n];
            }
        }
        return new SpikeCounts(samples + other.samples, sum);
    }
}
