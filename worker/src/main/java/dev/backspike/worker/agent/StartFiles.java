package dev.backspike.worker.agent;

import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.ResumePoint;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.engine.model.MalformedSafetensorsException;
import dev.backspike.engine.model.Safetensors;
import dev.backspike.engine.training.CheckpointFile;
import dev.backspike.engine.training.CheckpointRefusedException;
import dev.backspike.engine.training.Start;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches the files that an attempt starts from, and verifies their hashes. */
final class StartFiles {

    private static final Logger log = LoggerFactory.getLogger(StartFiles.class);
    private static final int READINGS = 3;

    private final WorkerApi api;
    private final WorkerName worker;
    private final AttemptLease lease;

    StartFiles(WorkerApi api, WorkerName worker, AttemptLease lease) {
        this.api = api;
        this.worker = worker;
        this.lease = lease;
    }

    /**
     * Waits for the service as long as the attempt is leased to this worker.
     *
     * @return null if the attempt must stop first
     * @throws CheckpointRefusedException if the file is missing or damaged
     */
    @Nullable
    Start start(Grant grant) {
        ResumePoint resume = grant.resume();
        if (resume != null) {
            byte[] file = load(resume.sha256(), "checkpoint " + resume.checkpoint());
            return file == null ? null : new Start.Resumed(CheckpointFile.read(file));
        }
        Sha256 model = grant.initialModel();
        if (model != null) {
            byte[] file = load(model, "the initial model");
            return file == null ? null : model(file);
        }
        return new Start.Specified();
    }

    private static Start model(byte[] file) {
        try {
            return new Start.Model(Safetensors.read(file).tensors());
        } catch (MalformedSafetensorsException e) {
            throw new CheckpointRefusedException("the initial model is damaged (" + e.getMessage() + ")", e);
        }
    }

    private byte @Nullable [] load(Sha256 sha256, String what) {
        AttemptId attempt = lease.attempt();
        Backoff backoff = new Backoff();
        int readings = 0;
        while (!lease.shouldStop()) {
            try {
                byte[] file = api.loadFile(worker, attempt.jobId(), attempt.number(), sha256);
                if (Sha256.of(file).equals(sha256)) {
                    return file;
                }
                readings++;
                log.warn("Attempt {}: {} does not have the hash with which it was stored", attempt, what);
                if (readings == READINGS) {
                    throw new CheckpointRefusedException(
                            "the hash of " + what + " is not the hash with which it was stored");
                }
            } catch (StaleAttemptException | CheckpointRefusedException e) {
                throw e;
            } catch (RefusedException e) {
                throw new CheckpointRefusedException(what + " cannot be loaded: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                if (ApiErrors.isRefusal(e)) {
                    // The cause is not the file, but for example an expired token.
                    throw e;
                }
                log.warn("Attempt {} waits for {}: {}", attempt, what, e.toString());
            }
            lease.pause(backoff.next());
        }
        return null;
    }
}
