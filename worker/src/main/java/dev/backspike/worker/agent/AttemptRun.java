package dev.backspike.worker.agent;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.heap.Heap;
import dev.backspike.common.heap.HeapExhaustedException;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.model.ModelFile;
import dev.backspike.engine.training.CheckpointRefusedException;
import dev.backspike.engine.training.Outcome;
import java.time.Clock;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.HttpClientErrorException;

/**
 * Runs one attempt, or the replica of rank 0, which reports for its gang: trains, stores the model, and reports the
 * outcome as the last event.
 */
final class AttemptRun implements Runnable, StallWatch.Reports {

    private static final Logger log = LoggerFactory.getLogger(AttemptRun.class);
    /** Attempts to store a file of the model, about half a minute of {@link Backoff}. */
    private static final int STORE_ATTEMPTS = 10;

    private final JobSpec spec;
    private final AttemptLease lease;
    private final GrantedTraining training;
    private final WorkerApi api;
    private final WorkerName worker;
    private final Reporter reporter;
    private final CheckpointUploads uploads;
    private final StallWatch watch;
    private final Runnable deviceLost;

    /** @param deviceLost runs when the device of the training is lost */
    AttemptRun(
            Grant grant,
            AttemptLease lease,
            GrantedTraining training,
            WorkerApi api,
            WorkerName worker,
            FailurePolicy failurePolicy,
            Runnable deviceLost) {
        this.deviceLost = deviceLost;
        this.spec = grant.spec();
        this.lease = lease;
        this.training = training;
        this.api = api;
        this.worker = worker;
        this.reporter = new Reporter(api, worker, lease, Clock.systemUTC());
        this.uploads =
                new CheckpointUploads(spec.training().checkpoint(), lease, api, worker, reporter, System::nanoTime);
        this.watch = new StallWatch(lease, spec.retry().stallSeconds(), failurePolicy, this);
    }

    @Override
    public void run() {
        log.info("Attempt {} begins: {}", lease.attempt(), spec.name());
        reporter.start();
        uploads.start();
        watch.start();
        AttemptEvent.Ended end = end();
        if (end instanceof AttemptEvent.Succeeded || end instanceof AttemptEvent.Cancelled) {
            uploads.drop();
        }
        uploads.finish();
        if (end != null) {
            reporter.on(end);
        }
        reporter.finish();
        // A renewal that was under way when the end arrived is told that the attempt is not held any more.
        AttemptEvent.Ended delivered = reporter.deliveredEnd();
        String revocation = lease.revocation();
        if (delivered != null || revocation == null) {
            log.info("Attempt {} {}", lease.attempt(), words(delivered == null ? end : delivered));
        } else {
            log.warn(
                    "Attempt {} is abandoned: {}. The service leases it to a worker again.",
                    lease.attempt(),
                    revocation);
        }
    }

    private static String words(AttemptEvent.@Nullable Ended end) {
        return switch (end) {
            case null -> "ends without a report";
            case AttemptEvent.Succeeded _ -> "has succeeded";
            case AttemptEvent.Failed failed -> "has failed: " + failed.message();
            case AttemptEvent.Cancelled _ -> "is cancelled";
            case AttemptEvent.Paused _ -> "is paused";
            case AttemptEvent.Released _ -> "is released";
        };
    }

    @Override
    public void stalled(String message) {
        reporter.on(new AttemptEvent.Failed(FailureCode.NO_PROGRESS, message));
        reporter.finish();
    }

    @Override
    public void stuck(String message) {
        AttemptEvent.Ended end = stopped();
        if (end != null) {
            reporter.log(Level.ERROR, message);
            reporter.on(end);
            reporter.finish();
        }
    }

    /** Returns the last event; null if the attempt is no longer leased to this worker. */
    private AttemptEvent.@Nullable Ended end() {
        try {
            Outcome outcome = Heap.guarded(() -> training.train(reporter, watch.signal(), uploads));
            watch.trained();
            return switch (outcome) {
                case Outcome.Trained done -> store(done);
                case Outcome.Stopped _ -> stopped();
                case Outcome.DeviceLost lost -> deviceLost(lost);
                case Outcome.Failed failed -> failed.event();
            };
        } catch (StaleAttemptException e) {
            lease.revoke("the service has withdrawn it (" + e.getMessage() + ")");
            return null;
        } catch (CheckpointRefusedException e) {
            return new AttemptEvent.Failed(FailureCode.CHECKPOINT_REFUSED, String.valueOf(e.getMessage()));
        } catch (HttpClientErrorException e) {
            return new AttemptEvent.Failed(
                    FailureCode.API_REFUSED, "the service rejected a request of the worker: " + e.getMessage());
        } catch (HeapExhaustedException e) {
            log.error("Attempt {} ran out of memory", lease.attempt(), e);
            return new AttemptEvent.Failed(
                    FailureCode.OUT_OF_MEMORY,
                    "the worker ran out of memory (" + e.getMessage() + "); give it more heap");
        } catch (RuntimeException | Error e) {
            log.error("Attempt {} failed unexpectedly", lease.attempt(), e);
            reporter.log("the attempt failed unexpectedly", e);
            return new AttemptEvent.Failed(FailureCode.WORKER_ERROR, e.toString());
        } finally {
            watch.trained();
        }
    }

    /** The worker hands its other attempts back. */
    private AttemptEvent.@Nullable Ended deviceLost(Outcome.DeviceLost lost) {
        lease.leave();
        deviceLost.run();
        AttemptEvent.Ended ended = stopped();
        return ended instanceof AttemptEvent.Released
                ? new AttemptEvent.Failed(FailureCode.DEVICE_LOST, "the device of the worker failed: " + lost.message())
                : ended;
    }

    private AttemptEvent.@Nullable Ended store(Outcome.Trained trained) {
        AttemptId attempt = lease.attempt();
        Iterator<ModelFile> files;
        try {
            files = Heap.guarded(
                    () -> ModelFile.of(spec, trained.parameters(), trained.modelEpoch(), trained.modelSteps())
                            .iterator());
        } catch (ArithmeticException e) {
            return new AttemptEvent.Failed(
                    FailureCode.MODEL_TOO_LARGE, "the model does not fit into a file: " + e.getMessage());
        }
        ModelFile file = Heap.guarded(files::next);
        Backoff backoff = new Backoff();
        int attempts = 1;
        while (!lease.shouldStop()) {
            try {
                store(file);
                reporter.log(Level.INFO, file.name() + ": " + file.content().length + " bytes stored");
                if (!files.hasNext()) {
                    return new AttemptEvent.Succeeded();
                }
                file = Heap.guarded(files::next);
            } catch (StaleAttemptException | HeapExhaustedException e) {
                throw e;
            } catch (RuntimeException e) {
                log.warn("Storing {} of attempt {} failed: {}", file.name(), attempt, e.toString());
                reporter.log(Level.WARNING, "storing " + file.name() + " failed: " + e);
                boolean refused = ApiErrors.isRefusal(e);
                if (attempts == STORE_ATTEMPTS || refused) {
                    // A model that is rejected once would be rejected after another training too.
                    return new AttemptEvent.Failed(
                            refused ? FailureCode.MODEL_REFUSED : FailureCode.MODEL_NOT_STORED,
                            "training succeeded, but the model could not be stored: " + e.getMessage());
                }
                attempts++;
                lease.pause(backoff.next());
            }
        }
        return stopped();
    }

    private void store(ModelFile file) {
        AttemptId attempt = lease.attempt();
        Heap.guarded(() -> api.storeArtifact(
                worker, attempt.jobId(), attempt.number(), new FileName(file.name()), file.content()));
    }

    private AttemptEvent.@Nullable Ended stopped() {
        if (!lease.ours()) {
            return null;
        }
        if (lease.cancelled()) {
            return new AttemptEvent.Cancelled();
        }
        if (lease.leaving()) {
            return new AttemptEvent.Released();
        }
        return lease.pausing() ? new AttemptEvent.Paused() : null;
    }
}
