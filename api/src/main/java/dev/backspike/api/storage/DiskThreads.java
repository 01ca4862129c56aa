package dev.backspike.api.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A few platform threads for file operations. A virtual thread that performs such an operation itself would occupy one
 * of the few carrier threads of all requests; here it waits without one, and other requests get their turn between two
 * operations.
 */
final class DiskThreads {

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().daemon().name("disk-", 0).factory());

    private DiskThreads() {}

    @FunctionalInterface
    interface Work {

        void run() throws IOException;
    }

    /**
     * Runs the work and returns when it is done.
     *
     * @throws IOException if the work throws it
     */
    static void run(Work work) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            work.run();
            return;
        }
        Future<?> done = THREADS.submit(() -> {
            work.run();
            return null;
        });
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing a file");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("work on a file failed", e.getCause());
        }
    }
}
