package dev.backspike.engine.cpu;

import dev.backspike.engine.Parallel;
import dev.backspike.engine.Share;
import dev.backspike.engine.TreeSum;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;

/**
 * The backward phase of a share: {@link Adjoint} and {@link Gather}, interleaved trial by trial, so that what a trial's
 * adjoint writes to the trace is summed while it is in the cache, and memory does not grow with the batch.
 *
 * <pre>
 * thread 0   block 0: adjoint of trial 0 | gather | adjoint of trial 1 | gather ...   block 1 ...   add 0 and 1
 * thread 1   block 2: ...                                                             block 3 ...   add 2 and 3, add all
 * </pre>
 *
 * A thread sums a block into memory of its own, so that no two threads write to the same cache lines. Sums of blocks
 * are added along the tree of {@link dev.backspike.engine.Blocks} as soon as both are there, by the thread that has the
 * second, and the memory of one of them is used again.
 */
final class Backward {

    private final Adjoint[] adjoints;
    /** lambda_I of a thread's trial, from {@link Aligned#LEAD} on, as {@link HostLayout} draws it. */
    private final float[][] traces;

    private final Gather gather;
    /** Memory for sums that is not in use; the last one is the most likely to be in a cache. */
    private final Deque<float[]> spare = new ArrayDeque<>();

    private SortedMap<Integer, float[]> sums = Collections.emptySortedMap();

    Backward(HostLayout layout, Adjoint[] adjoints, Gather gather) {
        this.adjoints = adjoints;
        this.gather = gather;
        traces = new float[adjoints.length][];
        for (int t = 0; t < traces.length; t++) {
            traces[t] = Aligned.floats(layout.trace);
        }
    }

    /** @param tapes {@code [sample of the share]} */
    void run(Parallel parallel, BooleanSupplier stop, Tape[] tapes, Share share) {
        release();
        TreeSum<float[]> tree = new TreeSum<>(this::merge);
        parallel.forEachUntil(
                stop,
                share.count(),
                (k, thread) -> tree.put(
                        share.blocks().leaf(share.block(k)), sum(thread, tapes, share.begin(k), share.begin(k + 1))));
        sums = tree.sums();
    }

    /** The sums of the last {@link #run} that have no other half in the share, by node of the tree. */
    SortedMap<Integer, float[]> sums() {
        return sums;
    }

    /** Lets the memory of the last sums be used again. */
    void release() {
        spare.addAll(sums.values());
        sums = Collections.emptySortedMap();
    }

    private float[] sum(int thread, Tape[] tapes, int from, int to) {
        float[] block = take();
        float[] trace = traces[thread];
        for (int k = from; k < to; k++) {
            adjoints[thread].run(tapes[k], trace, Aligned.LEAD);
            for (int tile = 0; tile < gather.tiles(); tile++) {
                if (k == from) {
                    gather.clear(tile, block);
                }
                gather.add(tile, tapes[k], trace, block);
                if (k == to - 1) {
                    gather.scale(tile, block);
                }
            }
        }
        gather.addTapes(tapes, from, to, block);
        return block;
    }

    private float[] merge(float[] left, float[] right) {
        gather.merge(left, right);
        synchronized (spare) {
            spare.push(right);
        }
        return left;
    }

    private float[] take() {
        synchronized (spare) {
            if (!spare.isEmpty()) {
                return spare.pop();
            }
        }
        return gather.sums();
    }
}
