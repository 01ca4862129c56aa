package dev.backspike.worker.agent;

import dev.backspike.engine.training.StopSignal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the attempt of a training that is stalled or ignores a request to stop, which its own thread cannot do. */
final class StallWatch {

    private static final Logger log = LoggerFactory.getLogger(StallWatch.class);
    /** Interval of the checks whether a training is stalled. */
    private static final Duration LOOKS = Duration.ofSeconds(1);

    /** How the end is reported. */
    interface Reports {

        /** The training has made no step for too long. */
        void stalled(String message);

        /** The training does not stop, and its thread is lost. */
        void stuck(String message);
    }

    private final AttemptLease lease;
    private final FailurePolicy failurePolicy;
    private final Reports reports;
    private final Watchdog watchdog;
    private volatile boolean trained;

    /** @param stallSeconds minimum duration of a stall */
    StallWatch(AttemptLease lease, double stallSeconds, FailurePolicy failurePolicy, Reports reports) {
        this.lease = lease;
        this.failurePolicy = failurePolicy;
        this.reports = reports;
        this.watchdog = new Watchdog(lease, System::nanoTime, stallSeconds, LOOKS);
    }

    void start() {
        Thread.ofVirtual()
                .name("watch-" + lease.attempt().jobId())
                .start(AttemptLog.within(lease.attempt(), this::watch));
    }

    /** What the training asks whether it must stop, by which it is watched. */
    StopSignal signal() {
        return watchdog;
    }

    /** The training has ended. */
    void trained() {
        trained = true;
    }

    private void watch() {
        watchProgress();
        for (Duration waited = Duration.ZERO; !trained; waited = waited.plus(LOOKS)) {
            if (waited.compareTo(failurePolicy.patience()) > 0) {
                abandon();
                return;
            }
            sleep();
        }
    }

    private void watchProgress() {
        while (!trained && !lease.interrupts()) {
            Duration stall = null;
            if (lease.valid()) {
                stall = watchdog.stall();
            } else {
                watchdog.rest();
            }
            if (stall != null) {
                String message = "training has made no step for " + stall.toSeconds() + " s";
                log.error("Attempt {}: {}", lease.attempt(), message);
                reports.stalled(message);
                lease.revoke(message);
                return;
            }
            lease.pause(LOOKS);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abandon() {
        String message =
                "training has not stopped " + failurePolicy.patience().toSeconds() + " s after it was asked to";
        log.error("Attempt {}: {}; its thread is lost", lease.attempt(), message);
        reports.stuck(message);
        lease.revoke(message);
        failurePolicy.onStuck().run();
    }
}
