package dev.backspike.worker.agent;

import dev.backspike.engine.training.StopSignal;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices a training that stands still: one that has made no step in ten times its median step, and no less than a
 * minimum. A step is what lies between two of its questions whether to stop. Only time in which the watchdog itself was
 * awake counts, so that a machine that was suspended is not taken for a training that stands still.
 */
final class Watchdog implements StopSignal {

    private static final int PATIENCE = 10;
    private static final int REMEMBERED = 101;

    private final StopSignal stop;
    private final LongSupplier nanoTime;
    private final long leastNanos;
    private final long longestLookNanos;
    private final long[] steps = new long[REMEMBERED];
    private int counted;
    private long lastStep;
    private long lastLook;
    private long stillNanos;

    /**
     * @param stop what the training asks between two steps
     * @param leastSeconds below which nothing counts as standing still
     * @param looks how often {@link #stall()} is called
     */
    Watchdog(StopSignal stop, LongSupplier nanoTime, double leastSeconds, Duration looks) {
        this.stop = stop;
        this.nanoTime = nanoTime;
        this.leastNanos = (long) (leastSeconds * 1e9);
        this.longestLookNanos = looks.multipliedBy(2).toNanos();
        lastStep = nanoTime.getAsLong();
        lastLook = lastStep;
    }

    /** The training has made a step, and asks whether to make another. */
    @Override
    public boolean shouldStop() {
        synchronized (this) {
            long now = nanoTime.getAsLong();
            steps[counted++ % REMEMBERED] = now - lastStep;
            lastStep = now;
            lastLook = now;
            stillNanos = 0;
        }
        return stop.shouldStop();
    }

    @Override
    public boolean interrupts() {
        return stop.interrupts();
    }

    /** For how long the training has stood still; null if it has not. */
    synchronized @Nullable Duration stall() {
        long now = nanoTime.getAsLong();
        stillNanos += Math.min(now - lastLook, longestLookNanos);
        lastLook = now;
        return stillNanos > Math.max(PATIENCE * medianNanos(), leastNanos) ? Duration.ofNanos(stillNanos) : null;
    }

    /** Instead of {@link #stall()} while the training has to wait: that time does not count. */
    synchronized void rest() {
        lastLook = nanoTime.getAsLong();
    }

    private long medianNanos() {
        long[] known = Arrays.copyOf(steps, Math.min(counted, REMEMBERED));
        Arrays.sort(known);
        return known.length == 0 ? 0 : known[known.length / 2];
    }
}
