package dev.backspike.engine.cpu;

import dev.backspike.engine.Parallel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * {@link Adjoint} and {@link Gather} of a batch, interleaved trial by trial: what a trial's adjoint writes to the trace
 * is summed while it is in the cache, and memory does not grow with the batch.
 *
 * <pre>
 * thread 0   adjoint of trial 0 | block 0 | block 1 | ...           | adjoint of trial 2 | block 0 | block 1 | ...
 * thread 1   adjoint of trial 1           | block 0 | block 1 | ...           | adjoint of trial 3 | block 0 | ...
 * </pre>
 *
 * A block of the gradient takes the trials in their order, whichever thread has them: a thread whose turn has not come
 * waits, which happens at the start of a batch only, since afterwards threads follow each other a block apart.
 */
final class Backward {

    /** Looks at a turn before the processor is offered to others, which may be what the thread waits for. */
    private static final int LOOKS = 1 << 10;

    private static final long PAUSE_NANOS = 5_000;

    private final Adjoint[] adjoints;
    /** lambda_I of a thread's trial, from {@link Aligned#LEAD} on, as {@link Layout} draws it. */
    private final float[][] traces;

    private final Gather gather;
    /** How many trials each block of the gradient has taken. */
    private final AtomicIntegerArray taken;

    /** Spent by each thread in the last {@link #run}. */
    private final long[] adjointNanos;

    private final long[] gatherNanos;

    Backward(Layout layout, Adjoint[] adjoints, Gather gather) {
        this.adjoints = adjoints;
        this.gather = gather;
        traces = new float[adjoints.length][];
        for (int t = 0; t < traces.length; t++) {
            traces[t] = Aligned.floats(layout.trace);
        }
        taken = new AtomicIntegerArray(gather.blocks());
        adjointNanos = new long[adjoints.length];
        gatherNanos = new long[adjoints.length];
    }

    void run(Parallel parallel, BooleanSupplier stop, Tape[] tapes, int batch) {
        for (int block = 0; block < taken.length(); block++) {
            taken.set(block, 0);
        }
        Arrays.fill(adjointNanos, 0);
        Arrays.fill(gatherNanos, 0);
        parallel.forEachUntil(stop, batch, (k, thread) -> {
            int done = 0;
            try {
                long start = System.nanoTime();
                adjoints[thread].run(tapes[k], traces[thread], Aligned.LEAD);
                long afterAdjoint = System.nanoTime();
                for (; done < taken.length(); done++) {
                    awaitTurn(done, k);
                    gather.add(done, k, tapes[k], traces[thread]);
                    taken.setRelease(done, k + 1);
                }
                adjointNanos[thread] += afterAdjoint - start;
                gatherNanos[thread] += System.nanoTime() - afterAdjoint;
            } finally {
                // After a failure: those who wait for this trial get their turn, and the loop ends with the exception.
                for (; done < taken.length(); done++) {
                    awaitTurn(done, k);
                    taken.setRelease(done, k + 1);
                }
            }
        });
    }

    /** Which part of the last {@link #run} the sums took, 0 to 1. */
    double gatherShare() {
        double summing = Arrays.stream(gatherNanos).sum();
        return summing / Math.max(1, summing + Arrays.stream(adjointNanos).sum());
    }

    private void awaitTurn(int block, int trial) {
        for (int look = 0; taken.getAcquire(block) < trial; look++) {
            if (look < LOOKS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
