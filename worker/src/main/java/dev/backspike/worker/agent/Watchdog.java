package dev.backspike.worker.agent;

import dev.backspike.engine.training.StopSignal;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Detects a stalled training: one that has made no step for ten times the duration of its median step, and at least for
 * a minimum. A step is the time between two checks of the training whether to stop. Only time in which the watchdog
 * itself was running counts, so that a suspended machine is not mistaken for a stalled training.
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
     * @param stop the signal that the training checks between two steps
     * @param leastSeconds minimum duration of a stall
     * @param looks interval at which {@link #stall()} is called
     */
    Watchdog(StopSignal stop, LongSupplier nanoTime, double leastSeconds, Duration looks) {
        this.stop = stop;
        this.nanoTime = nanoTime;
        this.leastNanos = (long) (leastSeconds * 1e9);
        this.longestLookNanos = looks.multipliedBy(2).toNanos();
        lastStep = nanoTime.getAsLong();
        lastLook = lastStep;
    }

    /** Called by the training after each step; returns whether it must stop. */
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

    /** Returns for how long the training has been stalled; null if it is not. */
    synchronized @Nullable Duration stall() {
        long now = nanoTime.getAsLong();
        stillNanos += Math.min(now - lastLook, longestLookNanos);
        lastLook = now;
        return stillNanos > Math.max(PATIENCE * medianNanos(), leastNanos) ? Duration.ofNanos(stillNanos) : null;
    }

    /** Called instead of {@link #stall()} while the training has to wait; that time does not count. */
    synchronized void rest() {
        lastLook = nanoTime.getAsLong();
    }

    private long medianNanos() {
        long[] known = Arrays.copyOf(steps, Math.min(counted, REMEMBERED));
        Arrays.sort(known);
        return known.length == 0 ? 0 : known[known.length / 2];
    }
}
