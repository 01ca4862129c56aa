package dev.backspike.api.launcher.kubernetes;

import dev.backspike.api.launcher.LauncherMeters;
import dev.backspike.api.wakeup.Wakeups;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs passes of the {@link Reconciler}: whenever the queue changes, and at least at a fixed interval. Watches are
 * begun anew at a longer interval and whenever the client knows that one has ended, so that one that silently stopped
 * does no lasting harm.
 */
final class Launcher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Launcher.class);
    /** Time for a pass to end when the service stops. */
    private static final Duration END = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final Reconciler reconciler;
    private final Wakeups wakeups;
    private final LauncherMeters meters;
    private final Duration check;
    private final Duration reconcile;
    private volatile @Nullable Thread thread;
    private volatile boolean running;

    Launcher(
            Cluster cluster,
            Reconciler reconciler,
            Wakeups wakeups,
            LauncherMeters meters,
            Duration check,
            Duration reconcile) {
        this.cluster = cluster;
        this.reconciler = reconciler;
        this.wakeups = wakeups;
        this.meters = meters;
        this.check = check;
        this.reconcile = reconcile;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("launcher").start(this::runUntilStopped);
    }

    private void runUntilStopped() {
        boolean failing = false;
        boolean listed = false;
        long listedAt = 0;
        try (Wakeups.Waiter waiter = wakeups.listen(Wakeups.QUEUE)) {
            while (running) {
                try {
                    long now = System.nanoTime();
                    if (!listed || now - listedAt > reconcile.toNanos() || !cluster.isWatching()) {
                        cluster.watch();
                        listed = true;
                        listedAt = now;
                    }
                    reconciler.pass();
                    if (failing) {
                        log.info("launching works again");
                    }
                    failing = false;
                } catch (RuntimeException e) {
                    meters.passFailed();
                    if (!failing) {
                        log.error("launching failed and is repeated: {}", e.toString(), e);
                    }
                    failing = true;
                }
                waiter.await(check);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        wakeups.raise(Wakeups.QUEUE);
        Thread last = thread;
        try {
            if (last != null && !last.join(END)) {
                log.warn("a pass of the launcher has not ended within {} s", END.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
