package dev.backspike.engine;

import dev.backspike.common.spec.ReplicasSpec;

/**
 * How a batch is summed: it is cut into blocks, samples are added in order within a block, and blocks by a fixed binary
 * tree. The cut depends on the number of samples alone, so that sums have the same bits for any number of threads, for
 * any device's memory, and for any number of replicas that share the batch.
 *
 * <pre>
 * node                1
 *              2              3            node n adds 2n and 2n + 1
 *          4       5      6       7        leaf of block b: count + b
 * block    0       1      2       3
 * </pre>
 *
 * @param samples of the batch
 */
public record Blocks(int samples) {

    /** The node that adds up the whole batch. */
    public static final int ROOT = 1;

    /**
     * The number of blocks, a power of two: the most replicas that can share the batch. In a batch that is not empty,
     * every block has samples.
     */
    public int count() {
        return ReplicasSpec.most(samples);
    }

    /** The first sample of a block, counted within the batch; {@code begin(count())} is the end of the last one. */
    public int begin(int block) {
        return (int) ((long) block * samples / count());
    }

    /** The node of a block. */
    public int leaf(int block) {
        return count() + block;
    }

    /** Adds a value of each block along the tree. */
    public double sum(double[] byBlock) {
        double[] sums = byBlock.clone();
        for (int n = sums.length / 2; n > 0; n /= 2) {
            for (int k = 0; k < n; k++) {
                sums[k] = sums[2 * k] + sums[2 * k + 1];
            }
        }
        return sums[0];
    }
}
