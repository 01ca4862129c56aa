package dev.backspike.api.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A few platform threads for work on files. A virtual thread that does such work itself holds one of the few processors
 * of all requests until it is done; here it waits without one, and others get their turn between two pieces of work.
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
     * Returns when the work is done.
     *
     * @throws IOException what the work throws
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
