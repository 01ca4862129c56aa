package dev.backspike.worker.agent;

import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Command;
import dev.backspike.engine.training.StopSignal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of an attempt as its worker knows it: the right to run the attempt and to write for it. Its time is
 * measured by the monotonic clock of this machine and ends early by a margin, so that this worker pauses before the
 * service leases the attempt to another. A later renewal restores the right; a revocation is final. Thread-safe.
 */
final class AttemptLease implements StopSignal {

    private static final Logger log = LoggerFactory.getLogger(AttemptLease.class);
    private static final long MARGIN_MILLIS = 5_000;

    private final AttemptId attempt;
    private final LongSupplier nanoTime;
    private long endNanos;
    private boolean cancelled;
    private boolean leaving;
    private boolean pausing;
    private @Nullable String revoked;
    /** Whether the attempt must stop; read without the lock, since engines ask often. */
    private volatile boolean stopping;

    /**
     * @param nanoTime monotonic clock, ns
     * @param askedAtNanos when the request for the lease was sent
     */
    AttemptLease(AttemptId attempt, LongSupplier nanoTime, long askedAtNanos, long leaseMillis) {
        this.attempt = attempt;
        this.nanoTime = nanoTime;
        this.endNanos = end(askedAtNanos, leaseMillis);
    }

    AttemptId attempt() {
        return attempt;
    }

    /**
     * Renews the lease.
     *
     * @param askedAtNanos when the request was sent; the service counts the lease from a later time
     */
    synchronized void renew(long askedAtNanos, long leaseMillis) {
        if (ours()) {
            endNanos = end(askedAtNanos, leaseMillis);
            notifyAll();
        }
    }

    /**
     * Applies a command of the service.
     *
     * @return whether the command is new
     */
    synchronized boolean obey(Command command) {
        boolean known = switch (command) {
            case CONTINUE -> true;
            case PAUSE -> pausing;
            case CANCEL -> cancelled;
        };
        pausing |= command == Command.PAUSE;
        cancelled |= command == Command.CANCEL;
        stopping = stopping || toldToStop();
        notifyAll();
        return !known;
    }

    /**
     * Requests that the attempt stop and be handed back, since the worker is shutting down or drained.
     *
     * @return whether the request is new
     */
    synchronized boolean leave() {
        boolean known = leaving;
        leaving = true;
        stopping = true;
        notifyAll();
        return !known;
    }

    /** Tells the attempt to stop and to write nothing more, since it is no longer leased to this worker. */
    synchronized void revoke(String reason) {
        if (revoked == null) {
            revoked = reason;
            stopping = true;
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

    /** Whether the attempt stops in order to be resumed later. */
    synchronized boolean saving() {
        return (leaving || pausing) && !cancelled && ours();
    }

    /** Whether this worker may write for the attempt now. */
    synchronized boolean valid() {
        return ours() && nanoTime.getAsLong() - endNanos < 0;
    }

    /** Whether the attempt is leased to this worker as far as it knows, though the lease may have expired. */
    synchronized boolean ours() {
        return revoked == null;
    }

    /**
     * Waits while the lease has expired and the service has not answered.
     *
     * @return whether the attempt is leased to this worker
     */
    synchronized boolean awaitRight() {
        await(() -> ours() && !valid());
        return ours();
    }

    /** Whether the attempt must stop, asked by a training between two steps; waits as {@link #awaitRight} does. */
    @Override
    public synchronized boolean shouldStop() {
        await(() -> ours() && !valid() && !toldToStop());
        return toldToStop() || !ours();
    }

    @Override
    public boolean interrupts() {
        return stopping;
    }

    private boolean toldToStop() {
        return cancelled || leaving || pausing;
    }

    private synchronized void await(BooleanSupplier waits) {
        if (!waits.getAsBoolean()) {
            return;
        }
        log.warn("Attempt {} pauses until the service answers: its lease was not renewed in time", attempt);
        try {
            while (waits.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            revoke("its thread was interrupted");
        }
    }

    /** Returns why the attempt is no longer leased to this worker; null while it is. */
    synchronized @Nullable String revocation() {
        return revoked;
    }

    /** Waits, at most as long as the attempt is leased to this worker. */
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
