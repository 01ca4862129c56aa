package dev.backspike.worker.agent;

import dev.backspike.common.protocol.AttemptEvent;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.FailureKind;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.worker.model.ModelFile;
import dev.backspike.worker.training.Outcome;
import dev.backspike.worker.training.Trainer;
import java.time.Clock;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one attempt: trains, stores the model, and tells the api how it ended, as the last event. */
final class AttemptRun implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(AttemptRun.class);
    /** About half a minute of {@link Backoff}. */
    private static final int MODEL_TRIES = 10;

    private final JobSpec spec;
    private final Hold hold;
    private final Trainer trainer;
    private final WorkerApi api;
    private final Reporter reporter;

    AttemptRun(JobSpec spec, Hold hold, Trainer trainer, WorkerApi api, String worker) {
        this.spec = spec;
        this.hold = hold;
        this.trainer = trainer;
        this.api = api;
        this.reporter = new Reporter(api, worker, hold, Clock.systemUTC());
    }

    @Override
    public void run() {
        log.info("Attempt {} begins: {}", hold.attempt(), spec.name());
        reporter.start();
        AttemptEvent.Ended end = end();
        if (end != null) {
            reporter.on(end);
        }
        reporter.finish();
        String revocation = hold.revocation();
        if (revocation == null) {
            log.info("Attempt {} ends: {}", hold.attempt(), end);
        } else {
            log.warn("Attempt {} is left: {}. The api gives it to a worker again.", hold.attempt(), revocation);
        }
    }

    /** Null if the attempt is not ours to end. */
    private AttemptEvent.@Nullable Ended end() {
        try {
            return switch (trainer.train(spec, reporter, hold::shouldStop)) {
                case Outcome.Trained trained -> store(trained);
                case Outcome.Stopped _ -> stopped();
                case Outcome.Failed failed -> failed.event();
            };
        } catch (StaleAttemptException e) {
            hold.revoke("the api has given it up (" + e.getMessage() + ")");
            return null;
        } catch (RuntimeException | Error e) {
            log.error("Attempt {} failed unexpectedly", hold.attempt(), e);
            return new AttemptEvent.Failed(FailureKind.INFRASTRUCTURE, "worker-error", e.toString());
        }
    }

    private AttemptEvent.@Nullable Ended store(Outcome.Trained trained) {
        AttemptId attempt = hold.attempt();
        Iterator<ModelFile> files = ModelFile.of(spec, trained.parameters(), trained.modelEpoch(), trained.modelSteps())
                .iterator();
        ModelFile file = files.next();
        Backoff backoff = new Backoff();
        int tries = 1;
        while (!hold.shouldStop()) {
            try {
                api.storeArtifact(attempt.jobId(), attempt.number(), file.name(), file.content());
                if (!files.hasNext()) {
                    return new AttemptEvent.Succeeded();
                }
                file = files.next();
            } catch (StaleAttemptException e) {
                throw e;
            } catch (RuntimeException e) {
                log.warn("Try {} to store {} of attempt {} failed: {}", tries, file.name(), attempt, e.toString());
                if (tries == MODEL_TRIES || ApiErrors.isRefusal(e)) {
                    return new AttemptEvent.Failed(
                            FailureKind.INFRASTRUCTURE,
                            "model-not-stored",
                            "training is done, but the api did not take the model: " + e.getMessage());
                }
                tries++;
                hold.pause(backoff.next());
            }
        }
        return stopped();
    }

    private AttemptEvent.@Nullable Ended stopped() {
        if (!hold.valid()) {
            return null;
        }
        if (hold.cancelled()) {
            return new AttemptEvent.Cancelled();
        }
        return hold.leaving() ? new AttemptEvent.Released() : null;
    }
}
