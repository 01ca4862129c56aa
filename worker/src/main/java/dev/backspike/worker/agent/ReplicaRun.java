package dev.backspike.worker.agent;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.heap.Heap;
import dev.backspike.common.heap.HeapExhaustedException;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.Report;
import dev.backspike.common.protocol.SequencedEvent;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.engine.training.CheckpointRefusedException;
import dev.backspike.engine.training.CheckpointSink;
import dev.backspike.engine.training.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a replica of another rank than 0. It trains, and then waits until rank 0 has ended the attempt, so that the
 * worker holds its slot until then. Where the attempt has failed and rank 0 does not say so, for instance because its
 * worker is gone, this replica does.
 */
final class ReplicaRun implements Runnable, StallWatch.Reports {

    private static final Logger log = LoggerFactory.getLogger(ReplicaRun.class);

    /** Time for rank 0 to report the end, with the events before it. */
    private static final Duration DEFERENCE = Duration.ofSeconds(3);

    private static final Duration FIRST_LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final Grant grant;
    private final AttemptLease lease;
    private final WorkerApi api;
    private final WorkerName worker;
    private final GrantedTraining training;
    private final StallWatch watch;
    private final Runnable deviceLost;

    /** @param deviceLost runs when the device of the training is lost */
    ReplicaRun(
            Grant grant,
            AttemptLease lease,
            GrantedTraining training,
            WorkerApi api,
            WorkerName worker,
            FailurePolicy failurePolicy,
            Runnable deviceLost) {
        this.deviceLost = deviceLost;
        this.grant = grant;
        this.lease = lease;
        this.api = api;
        this.worker = worker;
        this.training = training;
        this.watch = new StallWatch(lease, grant.spec().retry().stallSeconds(), failurePolicy, this);
    }

    @Override
    public void run() {
        log.info(
                "Attempt {} begins as {}: {}",
                lease.attempt(),
                grant.gang(),
                grant.spec().name());
        watch.start();
        AttemptEvent.Failed failure = failure();
        watch.trained();
        awaitEnd(failure);
        log.info("Attempt {} ends for replica {}: {}", lease.attempt(), grant.rank(), lease.revocation());
    }

    /** Trains; returns null unless the attempt has failed. */
    private AttemptEvent.@Nullable Failed failure() {
        try {
            Outcome outcome = Heap.guarded(() -> training.train(this::log, watch.signal(), CheckpointSink.NONE));
            return switch (outcome) {
                case Outcome.Trained _, Outcome.Stopped _ -> null;
                case Outcome.DeviceLost(String message) -> {
                    lease.leave();
                    deviceLost.run();
                    yield ofReplica(FailureCode.DEVICE_LOST, "the device of its worker failed: " + message);
                }
                case Outcome.Failed(AttemptEvent.Failed event) -> event;
            };
        } catch (StaleAttemptException e) {
            lease.revoke("the service has withdrawn it (" + e.getMessage() + ")");
            return null;
        } catch (CheckpointRefusedException e) {
            return ofReplica(FailureCode.CHECKPOINT_REFUSED, String.valueOf(e.getMessage()));
        } catch (HeapExhaustedException e) {
            log.error("Replica {} of attempt {} ran out of memory", grant.rank(), lease.attempt(), e);
            return ofReplica(
                    FailureCode.OUT_OF_MEMORY,
                    "the worker ran out of memory (" + e.getMessage() + "); give it more heap");
        } catch (RuntimeException | Error e) {
            log.error("Replica {} of attempt {} failed unexpectedly", grant.rank(), lease.attempt(), e);
            return ofReplica(FailureCode.WORKER_ERROR, e.toString());
        }
    }

    private AttemptEvent.Failed ofReplica(FailureCode code, String message) {
        return new AttemptEvent.Failed(code, "replica " + grant.rank() + ": " + message);
    }

    /** Rank 0 reports what is to be reported; errors are also logged where they happen. */
    private void log(AttemptEvent event) {
        if (event instanceof AttemptEvent.Logged(AttemptEvent.Logged.Level level, String message)
                && level == AttemptEvent.Logged.Level.ERROR) {
            log.error("Replica {} of attempt {}: {}", grant.rank(), lease.attempt(), message);
        }
    }

    /** Returns once the attempt has ended, or is no longer leased to this worker. */
    private void awaitEnd(AttemptEvent.@Nullable Failed failure) {
        long since = System.nanoTime();
        Duration look = FIRST_LOOK;
        while (lease.ours()) {
            lease.pause(look);
            look = look.multipliedBy(2).compareTo(LONGEST_LOOK) < 0 ? look.multipliedBy(2) : LONGEST_LOOK;
            boolean deferred = System.nanoTime() - since < DEFERENCE.toNanos();
            if (lease.ours()) {
                report(deferred ? null : failure);
            }
        }
    }

    /** @param failure null to ask whether the attempt still runs */
    private void report(AttemptEvent.@Nullable Failed failure) {
        List<SequencedEvent> events = failure == null
                ? List.of()
                : List.of(new SequencedEvent(1, Clock.systemUTC().instant(), failure));
        try {
            Heap.guarded(() -> api.report(new Report(worker, lease.attempt(), grant.rank(), events)));
            if (failure != null) {
                lease.revoke("it has failed: " + failure.message());
            }
        } catch (StaleAttemptException e) {
            lease.revoke("the attempt has ended");
        } catch (RuntimeException e) {
            if (ApiErrors.isRefusal(e)) {
                log.error("The service rejected a report of replica {}", grant.rank(), e);
                lease.revoke("the service rejected its report");
            } else {
                log.debug("replica {} of attempt {} cannot reach the service", grant.rank(), lease.attempt(), e);
            }
        }
    }

    @Override
    public void stalled(String message) {
        report(ofReplica(FailureCode.NO_PROGRESS, message));
    }

    /** The others notice that the connections end. */
    @Override
    public void stuck(String message) {}
}
