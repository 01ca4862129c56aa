package dev.backspike.worker.agent;

import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to work on an attempt and to write for it. It lasts as long as the lease is renewed, by this machine's
 * monotonic clock and less a margin, so that this worker stands still before the api gives the attempt to another. If
 * the api still counts the attempt as this worker's when it answers again, a renewal revives the right; a revocation is
 * for good. Safe for use by many threads.
 */
final class Hold {

    private static final Logger log = LoggerFactory.getLogger(Hold.class);
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
        if (ours()) {
            endNanos = end(askedAtNanos, leaseMillis);
            notifyAll();
        }
    }

    /** What the api wants of the attempt; it is told when that is done. @return whether it is news */
    synchronized boolean obey(Command command) {
        boolean known = switch (command) {
            case CONTINUE -> true;
            case PAUSE -> pausing;
            case CANCEL -> cancelled;
        };
        pausing |= command == Command.PAUSE;
        cancelled |= command == Command.CANCEL;
        notifyAll();
        return !known;
    }

    /** The worker goes away or is drained: stop, and hand the attempt back. @return whether it is news */
    synchronized boolean leave() {
        boolean known = leaving;
        leaving = true;
        notifyAll();
        return !known;
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
        return (leaving || pausing) && !cancelled && ours();
    }

    /** Whether this worker may write for the attempt now. */
    synchronized boolean valid() {
        return ours() && nanoTime.getAsLong() - endNanos < 0;
    }

    /** Whether the attempt is this worker's as far as it knows, though its lease may have ended. */
    synchronized boolean ours() {
        return revoked == null;
    }

    /** Waits while the lease has ended and nobody has said whose the attempt is. @return whether it is ours */
    synchronized boolean awaitRight() {
        await(() -> ours() && !valid());
        return ours();
    }

    /** What a training asks between two steps, and anybody who may give up; waits as {@link #awaitRight} does. */
    synchronized boolean shouldStop() {
        await(() -> ours() && !valid() && !toldToStop());
        return toldToStop() || !ours();
    }

    private boolean toldToStop() {
        return cancelled || leaving || pausing;
    }

    private synchronized void await(BooleanSupplier waits) {
        if (!waits.getAsBoolean()) {
            return;
        }
        log.warn("Attempt {} stands still until the api answers: its lease was not renewed in time", attempt);
        try {
            while (waits.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            revoke("its thread was interrupted");
        }
    }

    /** Why the attempt is not ours any more; null while it is. */
    synchronized @Nullable String revocation() {
        return revoked;
    }

    /** Waits, but not longer than the attempt is ours. */
    synchronized void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        try {
            while (left > 0 && ours()) {
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
