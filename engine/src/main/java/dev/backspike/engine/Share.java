package dev.backspike.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The blocks of a batch that one engine takes: all of them where it trains alone; where replicas share every batch,
 * each block is in the share of one of them.
 */
public final class Share {

    private final Batch batch;
    private final Blocks blocks;
    /** The chosen block numbers, in ascending order. */
    private final int[] chosen;
    /** {@code [chosen + 1]}: where the samples of a chosen block begin among those of the share. */
    private final int[] begin;

    private Share(Batch batch, Blocks blocks, int[] chosen) {
        this.batch = batch;
        this.blocks = blocks;
        this.chosen = chosen;
        begin = new int[chosen.length + 1];
        for (int k = 0; k < chosen.length; k++) {
            begin[k + 1] = begin[k] + blocks.begin(chosen[k] + 1) - blocks.begin(chosen[k]);
        }
    }

    /** The share of an engine that trains alone. */
    public static Share whole(Batch batch) {
        Blocks blocks = batch.blocks();
        return new Share(batch, blocks, IntStream.range(0, blocks.count()).toArray());
    }

    /**
     * The share that consists of some blocks; none is a share too, where there are more replicas than blocks.
     *
     * @param chosen numbers of blocks, in any order
     * @throws IllegalArgumentException if the batch has no such block, or one is named twice
     */
    public static Share of(Batch batch, int... chosen) {
        Blocks blocks = batch.blocks();
        int[] sorted = Arrays.stream(chosen).distinct().sorted().toArray();
        if (sorted.length < chosen.length || Arrays.stream(sorted).anyMatch(b -> b < 0 || b >= blocks.count())) {
            throw new IllegalArgumentException("a batch of " + blocks.samples() + " samples has the blocks 0 to "
                    + (blocks.count() - 1) + ", each in one share; asked for " + Arrays.toString(chosen));
        }
        return new Share(batch, blocks, sorted);
    }

    /** The {@link #nodes()} of the share of the same batch that consists of some other blocks. */
    public List<Integer> nodesOf(int... others) {
        return of(batch, others).nodes();
    }

    /** The blocks of the whole batch. */
    public Blocks blocks() {
        return blocks;
    }

    /** The number of blocks of the share. */
    public int count() {
        return chosen.length;
    }

    /** The number of samples of the share. */
    public int size() {
        return begin[chosen.length];
    }

    /** Number of the share's k-th block in the batch. */
    public int block(int k) {
        return chosen[k];
    }

    /**
     * The index in {@link #samples()} at which the samples of the share's k-th block begin; for k = count, their end.
     */
    public int begin(int k) {
        return begin[k];
    }

    /** The share's samples, block after block. */
    public Batch samples() {
        if (chosen.length == blocks.count()) {
            return batch;
        }
        int[] samples = new int[size()];
        for (int k = 0; k < chosen.length; k++) {
            System.arraycopy(batch.samples(), blocks.begin(chosen[k]), samples, begin[k], begin[k + 1] - begin[k]);
        }
        return new Batch(batch.data(), samples);
    }

    /**
     * How many additions follow the share's k-th block, if its blocks are taken in order: each adds the sum before to
     * the last one, as soon as both halves of a node of the tree are there.
     */
    public int additionsAfter(int k) {
        int additions = 0;
        int node = blocks.leaf(chosen[k]);
        int firstLeaf = node;
        int leaves = 1;
        while (node % 2 == 1 && node > Blocks.ROOT && has(firstLeaf - leaves, leaves)) {
            firstLeaf -= leaves;
            leaves *= 2;
            node /= 2;
            additions++;
        }
        return additions;
    }

    /** The nodes whose sums are left after all additions, in order; {@link Blocks#ROOT} of a whole batch. */
    public List<Integer> nodes() {
        List<Integer> nodes = new ArrayList<>();
        for (int k = 0; k < chosen.length; k++) {
            nodes.add(blocks.leaf(chosen[k]));
            for (int additions = additionsAfter(k); additions > 0; additions--) {
                int right = nodes.removeLast();
                nodes.set(nodes.size() - 1, right / 2);
            }
        }
        return nodes;
    }

    /** The most sums that there are at a time if blocks are taken in order, the last one's included. */
    public int mostSums() {
        int sums = 0;
        int most = 0;
        for (int k = 0; k < chosen.length; k++) {
            most = Math.max(most, ++sums);
            sums -= additionsAfter(k);
        }
        return most;
    }

    private boolean has(int firstLeaf, int leaves) {
        for (int leaf = firstLeaf; leaf < firstLeaf + leaves; leaf++) {
            if (Arrays.binarySearch(chosen, leaf - blocks.count()) < 0) {
                return false;
            }
        }
        return true;
    }
}
