package dev.backspike.engine;

/**
 * The results of a forward pass over a share of a batch.
 *
 * @param blocks of the whole batch
 * @param blockLosses {@code [block]}: sum of the losses of the block's trials, in order; 0 for blocks of other shares.
 *     Rate regularisation is not part of it, so that losses of jobs with and without it compare
 * @param correct trials whose predicted class is the label
 * @param spikes emitted in all trials together, by population index
 * @param counts of the share
 */
public record BatchOutcome(Blocks blocks, double[] blockLosses, int correct, long[] spikes, SpikeCounts counts) {

    /** The number of trials of the share. */
    public int samples() {
        return counts.samples();
    }

    /** Sum of the trials' losses, along the tree of {@link Blocks}. */
    public double loss() {
        return blocks.sum(blockLosses);
    }

    /** {@code [population][neuron]}: {@link SpikeCounts#byNeuron()}. */
    public int[][] neuronSpikes() {
        return counts.byNeuron();
    }

    /**
     * The outcome of two shares of one batch together, with the bits that one engine would have found.
     *
     * @throws IllegalArgumentException if they are of batches of different sizes
     */
    public BatchOutcome plus(BatchOutcome other) {
        if (!blocks.equals(other.blocks)) {
            throw new IllegalArgumentException("shares of batches of " + blocks.samples() + " and "
                    + other.blocks.samples() + " samples do not belong together");
        }
        double[] losses = blockLosses.clone();
        for (int b = 0; b < losses.length; b++) {
            // One of the two is 0, so nothing is rounded.
            losses[b] += other.blockLosses[b];
        }
        long[] sum = spikes.clone();
        for (int p = 0; p < sum.length; p++) {
            sum[p] += other.spikes[p];
        }
        return new BatchOutcome(blocks, losses, correct + other.correct, sum, counts.plus(other.counts));
    }
}
