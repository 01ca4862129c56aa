package dev.backspike.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the iterations of a loop on a fixed number of threads: the caller's and {@code threads - 1} of its own, which
 * wait between loops. With one thread everything runs in the caller, in order. For one caller at a time.
 *
 * <p>Each thread begins with a part of its own, the same in loops of the same length, so that it finds in its caches
 * what it wrote there; a thread that has finished its part takes iterations over from others, from their ends. So a
 * body must not depend on which thread runs it or in what order: that is what keeps results the same for any number of
 * threads.
 */
public final class Parallel implements AutoCloseable {

    /** The body of a loop. */
    @FunctionalInterface
    public interface Body {
        /**
         * @param index the iteration
         * @param thread in [0, threads): which thread runs it, for scratch memory; 0 is the caller
         */
        void run(int index, int thread);
    }

    /**
     * Looks whether something has happened before a thread gives the processor up: loops follow each other closely, and
     * to wake a thread takes some 50 microseconds.
     */
    private static final int LOOKS = 1 << 11;

    private final int threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile @Nullable Round round;
    private volatile boolean closed;

    /** @param threads at least 1 */
    public Parallel(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        this.threads = threads;
        for (int t = 1; t < threads; t++) {
            int thread = t;
            Thread.ofPlatform().daemon().name("backspike-engine-" + t).start(() -> follow(thread));
        }
    }

    public int threads() {
        return threads;
    }

    /**
     * Runs {@code body} for every index in [0, n) and returns when all are done; what they wrote is then visible to the
     * caller. If an iteration throws, the iterations not yet begun are left out and the exception is thrown here.
     */
    public void forEach(int n, Body body) {
        forEachUntil(() -> false, n, body);
    }

    /**
     * The same, unless a stop is requested: then the iterations not yet begun are left out.
     *
     * @param stop asked before each iteration, by each thread: must not block
     * @throws StoppedException if it was
     */
    public void forEachUntil(BooleanSupplier stop, int n, Body body) {
        if (threads == 1 || n <= 1) {
            for (int i = 0; i < n; i++) {
                requireNot(stop);
                body.run(i, 0);
            }
            return;
        }
        Round r = new Round(stop, n, body, threads);
        publish(r);
        r.run(0);
        r.awaitOthers();
        switch (r.failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private static void requireNot(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new StoppedException();
        }
    }

    /** Ends the threads; not to be called while a loop runs. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void publish(Round next) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            round = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void follow(int thread) {
        Round last = null;
        while ((last = awaitNext(last)) != null) {
            try {
                last.run(thread);
            } finally {
                last.done.countDown();
            }
        }
    }

    private @Nullable Round awaitNext(@Nullable Round last) {
        for (int look = 0; look < LOOKS && round == last && !closed; look++) {
            Thread.onSpinWait();
        }
        lock.lock();
        try {
            while (round == last && !closed) {
                changed.awaitUninterruptibly();
            }
            return closed ? null : round;
        } finally {
            lock.unlock();
        }
    }

    /** One loop. This is a class and not a record because threads recognise a new loop by its identity. */
    private static final class Round {

        /** Elements of {@link #parts} for each thread, so that two do not write to one cache line. */
        private static final int SPACING = 16;

        private final BooleanSupplier stop;
        private final Body body;
        private final int threads;
        /** The iterations that are left of each thread's part: the first in the lower half, the end in the upper. */
        private final AtomicLongArray parts;

        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final CountDownLatch done;

        Round(BooleanSupplier stop, int n, Body body, int threads) {
            this.stop = stop;
            this.body = body;
            this.threads = threads;
            parts = new AtomicLongArray(threads * SPACING);
            for (int t = 0; t < threads; t++) {
                parts.set(t * SPACING, part((int) ((long) n * t / threads), (int) ((long) n * (t + 1) / threads)));
            }
            done = new CountDownLatch(threads - 1);
        }

        private static long part(int first, int end) {
            return (long) end << Integer.SIZE | first;
        }

        void run(int thread) {
            try {
                for (int i = take(thread); i >= 0; i = take(thread)) {
                    body.run(i, thread);
                }
            } catch (Throwable e) {
                // Rethrown by forEach in the caller's thread.
                failure.compareAndSet(null, e);
            }
        }

        /** Takes an iteration unless it is to stop; -1 if none is left, or one has failed. */
        private int take(int thread) {
            requireNot(stop);
            return failure.get() == null ? next(thread) : -1;
        }

        /**
         * The next iteration for a thread: the first of its own part, else the last of another's; -1 if none is left.
         */
        private int next(int thread) {
            int own = thread * SPACING;
            for (long part = parts.get(own); first(part) < end(part); part = parts.get(own)) {
                if (parts.compareAndSet(own, part, part(first(part) + 1, end(part)))) {
                    return first(part);
                }
            }
            for (int k = 1; k < threads; k++) {
                int other = (thread + k) % threads * SPACING;
                for (long part = parts.get(other); first(part) < end(part); part = parts.get(other)) {
                    if (parts.compareAndSet(other, part, part(first(part), end(part) - 1))) {
                        return end(part) - 1;
                    }
                }
            }
            return -1;
        }

        private static int first(long part) {
            return (int) part;
        }

        private static int end(long part) {
            return (int) (part >>> Integer.SIZE);
        }

        void awaitOthers() {
            for (int look = 0; look < LOOKS && done.getCount() > 0; look++) {
                Thread.onSpinWait();
            }
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
