package dev.backspike.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the iterations of a loop on a fixed number of threads: the caller's and {@code threads - 1} of its own, which
 * wait between loops. With one thread everything runs in the caller, in order. For one caller at a time.
 *
 * <p>Iterations are handed out as threads become free, so a body must not depend on which thread runs it or in what
 * order: that is what keeps results the same for any number of threads.
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

    private final int threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Round round;
    private boolean closed;

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
        Round r = new Round(stop, n, body, threads - 1);
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

    /** One loop. A class and not a record: threads tell a new loop by its identity. */
    private static final class Round {

        private final BooleanSupplier stop;
        private final int n;
        private final Body body;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final CountDownLatch done;

        Round(BooleanSupplier stop, int n, Body body, int others) {
            this.stop = stop;
            this.n = n;
            this.body = body;
            done = new CountDownLatch(others);
        }

        void run(int thread) {
            try {
                for (int i = take(); i < n; i = take()) {
                    body.run(i, thread);
                }
            } catch (Throwable e) {
                // Rethrown by forEach in the caller's thread.
                failure.compareAndSet(null, e);
                next.set(n);
            }
        }

        /** Asks before it takes an iteration: one that is taken runs, since others may wait for what it does. */
        private int take() {
            requireNot(stop);
            return next.getAndIncrement();
        }

        void awaitOthers() {
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
