package dev.backspike.worker.agent;

import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to work on an attempt and to write for it. It lasts as long as the lease is renewed, by this machine's
 * monotonic clock and less a margin, so that this worker has stopped before the api gives the attempt to another. Once
 * gone it does not come back. Safe for use by many threads.
 */
final class Hold {

    private static final long MARGIN_MILLIS = 5_000;

    private final AttemptId attempt;
    private final LongSupplier nanoTime;
    private long endNanos;
    private boolean cancelled;
    private boolean leaving;
    private boolean pausing;
    private @Nullable String revoked;

    /**
     * @param nanoTime monotonic clock, ns
     * @param askedAtNanos when the request was sent that the lease answers
     */
    Hold(AttemptId attempt, LongSupplier nanoTime, long askedAtNanos, long leaseMillis) {
        this.attempt = attempt;
        this.nanoTime = nanoTime;
        this.endNanos = end(askedAtNanos, leaseMillis);
    }

    AttemptId attempt() {
        return attempt;
    }

    /** @param askedAtNanos when the request was sent that the lease answers: earlier than the api's own count */
    synchronized void renew(long askedAtNanos, long leaseMillis) {
        if (valid()) {
            endNanos = end(askedAtNanos, leaseMillis);
        }
    }

    /** What the api wants of the attempt; it is told when that is done. */
    synchronized void obey(Command command) {
        switch (command) {
            case GO_ON -> {}
            case PAUSE -> pausing = true;
            case CANCEL -> cancelled = true;
        }
        notifyAll();
    }

    /** The worker goes away: stop, and hand the attempt back. */
    synchronized void leave() {
        leaving = true;
        notifyAll();
    }

    /** The attempt is not ours any more: stop, and write nothing. */
    synchronized void revoke(String reason) {
        if (revoked == null) {
            revoked = reason;
            notifyAll();
        }
    }

    synchronized boolean leaving() {
        return leaving;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    synchronized boolean pausing() {
        return pausing;
    }

    /** Whether the attempt stops only to be gone on with later. */
    synchronized boolean saving() {
        return (leaving || pausing) && !cancelled && valid();
    }

    /** Whether this worker may still write for the attempt. */
    synchronized boolean valid() {
        if (revoked == null && nanoTime.getAsLong() - endNanos >= 0) {
            revoke("its lease was not renewed in time");
        }
        return revoked == null;
    }

    synchronized boolean shouldStop() {
        return cancelled || leaving || pausing || !valid();
    }

    /** Why the attempt is not ours any more; null while it is. */
    synchronized @Nullable String revocation() {
        return revoked;
    }

    /** Waits, but not longer than the hold is valid. */
    synchronized void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        try {
            while (left > 0 && valid()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = until - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            revoke("its thread was interrupted");
        }
    }

    private static long end(long askedAtNanos, long leaseMillis) {
        long margin = Math.min(MARGIN_MILLIS, leaseMillis / 2);
        return askedAtNanos + TimeUnit.MILLISECONDS.toNanos(leaseMillis - margin);
    }
}
