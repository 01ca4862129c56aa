package dev.backspike.worker.agent;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.event.AttemptEvent;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.GangPlace;
import dev.backspike.common.protocol.Grant;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.WorkerApi;
import dev.backspike.engine.StoppedException;
import dev.backspike.engine.collective.Collective;
import dev.backspike.engine.collective.ReplicaLostException;
import dev.backspike.engine.training.CheckpointRefusedException;
import dev.backspike.engine.training.CheckpointSink;
import dev.backspike.engine.training.Outcome;
import dev.backspike.engine.training.Start;
import dev.backspike.engine.training.StopSignal;
import dev.backspike.engine.training.Trainer;
import dev.backspike.engine.training.TrainingListener;
import dev.backspike.worker.files.CacheDiskFullException;
import dev.backspike.worker.files.FileNotFetchedException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Trains what was granted: an attempt, or a replica of one together with the others of its gang. */
final class GrantedTraining {

    private final Grant grant;
    private final AttemptLease lease;
    private final Trainer trainer;
    private final StartFiles files;
    private final @Nullable Rendezvous rendezvous;

    /** @param rendezvous null for a worker that runs attempts of one replica only */
    GrantedTraining(
            Grant grant,
            AttemptLease lease,
            Trainer trainer,
            WorkerApi api,
            WorkerName worker,
            @Nullable Rendezvous rendezvous) {
        this.grant = grant;
        this.lease = lease;
        this.trainer = trainer;
        this.files = new StartFiles(api, worker, lease);
        this.rendezvous = rendezvous;
    }

    Outcome train(TrainingListener listener, StopSignal stop, CheckpointSink checkpoints) {
        GangPlace place = grant.gang();
        if (place == null) {
            return train(listener, stop, checkpoints, Collective.solo());
        }
        try (Collective gang = Objects.requireNonNull(rendezvous, "no slots were offered to gangs")
                .join(lease, place)) {
            return inGang(listener, stop, checkpoints, gang);
        } catch (StoppedException e) {
            return new Outcome.Stopped();
        } catch (ReplicaLostException e) {
            return new Outcome.Failed(
                    new AttemptEvent.Failed(FailureCode.REPLICA_LOST, String.valueOf(e.getMessage())));
        }
    }

    /** Lets the others know why this replica ends. */
    private Outcome inGang(TrainingListener listener, StopSignal stop, CheckpointSink checkpoints, Collective gang) {
        try {
            return train(listener, stop, checkpoints, gang);
        } catch (StaleAttemptException e) {
            gang.leave();
            throw e;
        } catch (CheckpointRefusedException e) {
            gang.fail(new AttemptEvent.Failed(FailureCode.CHECKPOINT_REFUSED, String.valueOf(e.getMessage())));
            throw e;
        } catch (RuntimeException | Error e) {
            gang.fail(new AttemptEvent.Failed(FailureCode.WORKER_ERROR, e.toString()));
            throw e;
        }
    }

    private Outcome train(TrainingListener listener, StopSignal stop, CheckpointSink checkpoints, Collective gang) {
        Start start = files.start(grant);
        if (start == null) {
            gang.leave();
            return new Outcome.Stopped();
        }
        try {
            return trainer.train(grant.spec(), listener, stop, start, checkpoints, gang);
        } catch (UncheckedIOException e) {
            AttemptEvent.Failed failed = notFetched(e);
            gang.fail(failed);
            return new Outcome.Failed(failed);
        }
    }

    private static AttemptEvent.Failed notFetched(UncheckedIOException failure) {
        return switch (failure.getCause()) {
            case CacheDiskFullException _ -> new AttemptEvent.Failed(FailureCode.DISK_FULL, message(failure));
            case FileNotFetchedException _ -> new AttemptEvent.Failed(FailureCode.DATA_NOT_FETCHED, message(failure));
            case null, default -> throw failure;
        };
    }

    private static String message(UncheckedIOException failure) {
        return "the worker " + failure.getMessage();
    }
}
