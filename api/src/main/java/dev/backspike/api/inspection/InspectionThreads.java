package dev.backspike.api.inspection;

import dev.backspike.api.inspection.InspectionFailedException.Kind;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads on which inspections take turns. The waiting requests run on virtual threads and do not occupy
 * a processor meanwhile.
 */
final class InspectionThreads implements AutoCloseable {

    @FunctionalInterface
    interface Work<T> {

        T get() throws InspectionFailedException;
    }

    private final ExecutorService threads;
    private final Semaphore free;
    private final Duration patience;

    /**
     * @param most largest number of inspections at a time
     * @param patience how long a request waits for its turn
     */
    InspectionThreads(int most, Duration patience) {
        threads = Executors.newFixedThreadPool(
                most, Thread.ofPlatform().daemon().name("inspection-", 0).factory());
        free = new Semaphore(most, true);
        this.patience = patience;
    }

    <T> T call(Work<T> work) throws InspectionFailedException {
        try {
            if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new InspectionFailedException(Kind.BUSY, "no turn within " + patience.toSeconds() + " s");
            }
            // The turn ends with the work, even if the waiting thread is interrupted.
            Future<T> result = threads.submit(() -> {
                try {
                    return work.get();
                } finally {
                    free.release();
                }
            });
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InspectionFailedException(Kind.BUSY, "interrupted while waiting");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InspectionFailedException failure) {
                throw failure;
            }
            throw new IllegalStateException("an inspection failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
