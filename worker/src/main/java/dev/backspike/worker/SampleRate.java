package dev.backspike.worker;

/**
 * The samples that all attempts of a worker together train on per second of elapsed time. Attempts of several slots
 * train at the same time, so that the times of their batches overlap.
 */
final class SampleRate {

    /** Interval over which batches are counted before the rate is updated. */
    private static final long WINDOW_NANOS = 1_000_000_000;

    private boolean started;
    private long start;
    private long latest;
    private long samples;
    private volatile double perSecond;

    /**
     * Counts a batch. A pause of training longer than the window starts a new one.
     *
     * @param count samples of the batch
     * @param nanos time that the batch took
     * @param now when it ended, in nanoseconds of a monotonic clock
     */
    void add(int count, long nanos, long now) {
        if (!started || now - nanos - latest > WINDOW_NANOS) {
            started = true;
            start = now - nanos;
            samples = 0;
        }
        latest = now;
        samples += count;
        long elapsed = now - start;
        if (elapsed >= WINDOW_NANOS) {
            perSecond = samples * 1e9 / elapsed;
            start = now;
            samples = 0;
        }
    }

    /** Returns the rate of the latest window; 0 before the first has ended. */
    double perSecond() {
        return perSecond;
    }
}
