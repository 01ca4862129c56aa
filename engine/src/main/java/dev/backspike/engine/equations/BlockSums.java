package dev.backspike.engine.equations;

import dev.backspike.engine.Share;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gradients by block of a batch, added along the tree of {@link dev.backspike.engine.Blocks}. A block's samples add to
 * its own arrays in order, so that several threads may each take blocks.
 */
final class BlockSums {

    private final int[] lengths;
    /** {@code [block of the share][parameter]}; sums move to the front as the tree is added up. */
    private double[][][] sums = {};

    /** @param lengths by parameter; 0 for what is not learnt */
    BlockSums(int[] lengths) {
        this.lengths = lengths;
    }

    /** Makes room for the blocks of a share, all 0. */
    void begin(Share share) {
        if (sums.length < Math.max(1, share.count())) {
            int have = sums.length;
            sums = Arrays.copyOf(sums, Math.max(1, share.count()));
            for (int b = have; b < sums.length; b++) {
                sums[b] = Arrays.stream(lengths).mapToObj(double[]::new).toArray(double[][]::new);
            }
        }
        for (int b = 0; b < share.count(); b++) {
            for (double[] values : sums[b]) {
                Arrays.fill(values, 0);
            }
        }
    }

    /** {@code [parameter]}: the sums of a block of the share. */
    double[][] ofBlock(int block) {
        return sums[block];
    }

    /** Adds the blocks up; afterwards the first sums are those of {@link Share#nodes()}, in order. */
    List<Integer> add(Share share) {
        int top = 0;
        for (int block = 0; block < share.count(); block++) {
            double[][] swap = sums[top];
            sums[top] = sums[block];
            sums[block] = swap;
            for (int additions = share.additionsAfter(block); additions > 0; additions--) {
                top--;
                for (int p = 0; p < lengths.length; p++) {
                    double[] left = sums[top][p];
                    double[] right = sums[top + 1][p];
                    for (int k = 0; k < left.length; k++) {
                        left[k] += right[k];
                    }
                }
            }
            top++;
        }
        return new ArrayList<>(share.nodes());
    }
}
