package dev.backspike.worker.engine.cpu;

import dev.backspike.worker.engine.Parallel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/**
 * {@link Adjoint} and {@link Gather} of a batch, a few trials at a time, so that traces stay in the cache and memory
 * does not grow with the batch.
 *
 * <pre>
 * thread 0   adjoint of trials 0-3 | block 0 | block 1 | ...        | adjoint of trials 8-11  | block 0 | ...
 * thread 1   adjoint of trials 4-7           | block 0 | block 1 | ...          | adjoint of trials 12-15 | ...
 * </pre>
 *
 * A block of the gradient takes the groups of trials in their order, whichever thread has them: a thread whose turn has
 * not come waits, which happens at the start of a batch only, since afterwards threads follow each other a block apart.
 */
final class Backward {

    /** Looks at a turn before the processor is offered to others, which may be what the thread waits for. */
    private static final int LOOKS = 1 << 10;

    private static final long PAUSE_NANOS = 5_000;

    private final Adjoint[] adjoints;
    private final Traces[] traces;
    private final Gather gather;
    private final int together;
    /** How many groups of trials each block of the gradient has taken. */
    private final AtomicIntegerArray taken;

    /** Spent by each thread in the last {@link #run}. */
    private final long[] adjointNanos;

    private final long[] gatherNanos;

    Backward(Layout layout, Adjoint[] adjoints, Gather gather) {
        this.adjoints = adjoints;
        this.gather = gather;
        together = Traces.trials(layout);
        traces = new Traces[adjoints.length];
        for (int t = 0; t < traces.length; t++) {
            traces[t] = new Traces(layout);
        }
        taken = new AtomicIntegerArray(gather.blocks());
        adjointNanos = new long[adjoints.length];
        gatherNanos = new long[adjoints.length];
    }

    void run(Parallel parallel, Tape[] tapes, int batch) {
        for (int block = 0; block < taken.length(); block++) {
            taken.set(block, 0);
        }
        Arrays.fill(adjointNanos, 0);
        Arrays.fill(gatherNanos, 0);
        parallel.forEach((batch + together - 1) / together, (group, thread) -> {
            int from = group * together;
            int to = Math.min(batch, from + together);
            int done = 0;
            long start = System.nanoTime();
            try {
                for (int k = from; k < to; k++) {
                    adjoints[thread].run(tapes[k], traces[thread].array, traces[thread].base(k - from));
                }
                long afterAdjoint = System.nanoTime();
                adjointNanos[thread] += afterAdjoint - start;
                for (; done < taken.length(); done++) {
                    awaitTurn(done, group);
                    gather.add(done, tapes, from, to, traces[thread]);
                    taken.set(done, group + 1);
                }
                gatherNanos[thread] += System.nanoTime() - afterAdjoint;
            } finally {
                // After a failure: those who wait for this group get their turn, and the loop ends with the exception.
                for (; done < taken.length(); done++) {
                    awaitTurn(done, group);
                    taken.set(done, group + 1);
                }
            }
        });
    }

    /** Which part of the last {@link #run} the sums took, 0 to 1. */
    double gatherShare() {
        double summing = Arrays.stream(gatherNanos).sum();
        return summing / Math.max(1, summing + Arrays.stream(adjointNanos).sum());
    }

    private void awaitTurn(int block, int group) {
        for (int look = 0; taken.getAcquire(block) < group; look++) {
            if (look < LOOKS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
