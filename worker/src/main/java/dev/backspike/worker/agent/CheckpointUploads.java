package dev.backspike.worker.agent;

import dev.backspike.common.code.NoteCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.event.AttemptEvent.Logged.Level;
import dev.backspike.common.heap.Heap;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.common.spec.CheckpointSpec;
import dev.backspike.engine.training.Checkpoint;
import dev.backspike.engine.training.CheckpointFile;
import dev.backspike.engine.training.CheckpointSink;
import dev.backspike.engine.training.TrainingListener;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the checkpoints of one attempt on a separate thread, so that a slow service does not delay training. A newer
 * checkpoint replaces one that is still waiting. A checkpoint is reported, as an event in order with the others, only
 * once the service has stored its file.
 */
final class CheckpointUploads implements CheckpointSink {

    private static final Logger log = LoggerFactory.getLogger(CheckpointUploads.class);

    private record Pending(Checkpoint checkpoint, Map<String, Double> values) {}

    private final CheckpointSpec spec;
    private final AttemptLease lease;
    private final WorkerApi api;
    private final WorkerName worker;
    private final TrainingListener events;
    private final LongSupplier nanoTime;
    private final Thread uploader;
    private int lastEpoch;
    private long lastNanos;
    private @Nullable Pending pending;
    private boolean closed;

    /** @param events receives each {@link AttemptEvent.Checkpointed} */
    CheckpointUploads(
            CheckpointSpec spec,
            AttemptLease lease,
            WorkerApi api,
            WorkerName worker,
            TrainingListener events,
            LongSupplier nanoTime) {
        this.spec = spec;
        this.lease = lease;
        this.api = api;
        this.worker = worker;
        this.events = events;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
        this.uploader = Thread.ofPlatform()
                .daemon()
                .name("checkpoint-" + lease.attempt().jobId())
                .unstarted(AttemptLog.within(lease.attempt(), this::upload));
    }

    void start() {
        uploader.start();
    }

    @Override
    public void afterEpoch(int epoch, Map<String, Double> values, Supplier<Checkpoint> checkpoint) {
        long now = nanoTime.getAsLong();
        boolean due = epoch - lastEpoch >= spec.everyEpochs() && now - lastNanos >= spec.everySeconds() * 1e9;
        if (due) {
            lastEpoch = epoch;
            lastNanos = now;
            offer(new Pending(checkpoint.get(), values));
        }
    }

    /** Stores a checkpoint in any case if training is to resume later. */
    @Override
    public void onStop(Supplier<Checkpoint> checkpoint) {
        if (lease.saving()) {
            offer(new Pending(checkpoint.get(), Map.of()));
        }
    }

    private synchronized void offer(Pending next) {
        pending = next;
        notifyAll();
    }

    /** Discards a waiting checkpoint, from which no attempt will resume. */
    synchronized void drop() {
        pending = null;
    }

    /** Returns when all checkpoints are stored, or when the attempt is no longer leased to this worker. */
    void finish() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            uploader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lease.revoke("its thread was interrupted");
        }
    }

    private void upload() {
        Pending next = take();
        while (next != null && lease.awaitRight()) {
            store(next);
            next = take();
        }
    }

    private void store(Pending saved) {
        Checkpoint checkpoint = saved.checkpoint();
        AttemptId attempt = lease.attempt();
        Backoff backoff = new Backoff();
        while (lease.awaitRight() && !superseded()) {
            try {
                byte[] file = Heap.guarded(() -> CheckpointFile.write(checkpoint));
                long began = nanoTime.getAsLong();
                StoredArtifact stored =
                        Heap.guarded(() -> api.storeCheckpoint(worker, attempt.jobId(), attempt.number(), file));
                events.on(new AttemptEvent.Checkpointed(
                        checkpoint.epoch(), checkpoint.step(), stored.sha256(), stored.bytes(), saved.values()));
                events.log(
                        Level.INFO,
                        "checkpoint of epoch " + checkpoint.epoch() + ", step " + checkpoint.step() + ": "
                                + stored.bytes() + " bytes, stored in "
                                + Duration.ofNanos(nanoTime.getAsLong() - began).toMillis() + " ms");
                return;
            } catch (StaleAttemptException e) {
                lease.revoke("the service has withdrawn it (" + e.getMessage() + ")");
            } catch (ArithmeticException e) {
                events.on(new AttemptEvent.Noted(
                        NoteCode.CHECKPOINT_NOT_STORED, "a checkpoint could not be stored: " + e.getMessage()));
                return;
            } catch (RuntimeException e) {
                if (ApiErrors.isRefusal(e)) {
                    log.warn("The service rejected a checkpoint of attempt {}", attempt, e);
                    events.on(new AttemptEvent.Noted(
                            NoteCode.CHECKPOINT_NOT_STORED, "the service rejected a checkpoint: " + e.getMessage()));
                    return;
                }
                if (!backoff.failing()) {
                    log.warn(
                            "A checkpoint of attempt {} cannot be stored at the moment; retrying: {}",
                            attempt,
                            e.toString());
                    events.log(Level.WARNING, "a checkpoint cannot be stored at the moment; retrying: " + e);
                }
                lease.pause(backoff.next());
            }
        }
    }

    private synchronized boolean superseded() {
        return pending != null;
    }

    /** Waits for the next checkpoint; returns null when there will be none. */
    private synchronized @Nullable Pending take() {
        try {
            while (pending == null && !closed && lease.ours()) {
                wait(Duration.ofSeconds(1).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lease.revoke("its thread was interrupted");
        }
        Pending taken = pending;
        pending = null;
        return taken;
    }
}
