package dev.backspike.api.artifact;

import dev.backspike.api.event.EventType;
import dev.backspike.api.job.JobQueue;
import dev.backspike.api.job.JobState;
import dev.backspike.api.job.LockedJob;
import dev.backspike.api.job.ResumePoints;
import dev.backspike.api.job.StartingPoint;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.api.storage.DefectiveContentException;
import dev.backspike.common.code.NoteCode;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.event.AttemptEvent.Checkpointed;
import dev.backspike.common.id.FileName;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.RefusedException;
import dev.backspike.common.protocol.ResumePoint;
import dev.backspike.common.protocol.StaleAttemptException;
import dev.backspike.common.protocol.StoredArtifact;
import dev.backspike.common.spec.CheckpointSpec;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Checkpoints of jobs. A file is stored first and belongs to no job; the worker's event then makes it a checkpoint, in
 * the transaction that stores the event and checks the attempt.
 */
@Component
public class Checkpoints implements ResumePoints {

    private static final FileName NAME = new FileName("checkpoint");

    private final CheckpointLog log;
    private final StoredContents files;
    private final JobQueue queue;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Checkpoints(CheckpointLog log, StoredContents files, JobQueue queue, TransactionTemplate transaction, Clock clock) {
        this.log = log;
        this.files = files;
        this.queue = queue;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Stores a file that may become a checkpoint.
     *
     * @throws StaleAttemptException if the attempt is not the job's current one and the worker's
     */
    public StoredArtifact receive(WorkerName worker, AttemptId attempt, byte[] content) {
        StoredArtifact file = new StoredArtifact(NAME, Sha256.of(content), content.length);
        transaction.executeWithoutResult(
                _ -> files.expect(lockCurrent(worker, attempt).id(), file.sha256(), clock.instant()));
        files.put(attempt.jobId(), file.sha256(), content);
        return file;
    }

    /**
     * The content of a file that the attempt may start from.
     *
     * @param attempt one of which the caller has a replica
     * @throws StaleAttemptException if the attempt is not the job's current one
     * @throws RefusedException if no row of the job points to it, or it is missing or damaged
     */
    public byte[] load(AttemptId attempt, Sha256 sha256) {
        transaction.executeWithoutResult(_ -> lockCurrent(attempt));
        if (!files.isReferenced(attempt.jobId(), sha256)) {
            throw new RefusedException(ProblemCode.NO_SUCH_FILE, "the job has no file with the hash " + sha256);
        }
        try {
            return files.read(attempt.jobId(), sha256, "the file with the hash " + sha256);
        } catch (DefectiveContentException e) {
            ProblemCode code = switch (e.defect()) {
                case MISSING -> ProblemCode.FILE_MISSING;
                case DAMAGED -> ProblemCode.FILE_DAMAGED;
            };
            throw new RefusedException(code, e.detail());
        }
    }

    private LockedJob lockCurrent(WorkerName worker, AttemptId attempt) {
        LockedJob job = lockCurrent(attempt);
        if (!job.isRunBy(worker.text(), attempt.number())) {
            throw new StaleAttemptException(attempt);
        }
        return job;
    }

    private LockedJob lockCurrent(AttemptId attempt) {
        return queue.lock(attempt.jobId())
                .filter(job -> job.state() == JobState.RUNNING && job.attempt() == attempt.number())
                .orElseThrow(() -> new StaleAttemptException(attempt));
    }

    /** The checkpoint that an attempt was told to resume from; null for the beginning. */
    public @Nullable ResumePoint resumePoint(JobId jobId, @Nullable Integer number) {
        return number == null
                ? null
                : log.find(jobId, number)
                        .map(Checkpoints::resumePoint)
                        .orElseThrow(() -> new IllegalStateException("job " + jobId + " has no checkpoint " + number));
    }

    private static ResumePoint resumePoint(Checkpoint checkpoint) {
        return new ResumePoint(checkpoint.number(), checkpoint.sha256(), checkpoint.epoch(), checkpoint.step());
    }

    /**
     * Makes a file a checkpoint, and removes those that are not to be kept.
     *
     * @return whether the file was there
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean commit(LockedJob job, Checkpointed saved, CheckpointSpec spec) {
        if (!files.isWhole(job.id(), saved.sha256(), saved.bytes())) {
            job.record(
                    EventType.NOTE,
                    Map.of(
                            "code",
                            NoteCode.CHECKPOINT_MISSING.word(),
                            "message",
                            "the file of the checkpoint of step " + saved.step() + " is missing"));
            return false;
        }
        files.arrived(job.id(), saved.sha256());
        int number = job.nextCheckpoint();
        log.add(new AttemptId(job.id(), job.attempt()), number, saved, clock.instant());
        job.record(
                EventType.CHECKPOINT,
                Map.of(
                        "checkpoint", number,
                        "epoch", saved.epoch(),
                        "step", saved.step(),
                        "sha256", saved.sha256(),
                        "bytes", saved.bytes()));
        Retention.superfluous(log.ofJob(job.id()), spec).forEach(this::remove);
        return true;
    }

    /** The row now; the file once that is certain. */
    private void remove(Checkpoint checkpoint) {
        log.delete(checkpoint);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                // What a crash leaves here is swept away later.
                files.deleteSoon(checkpoint.jobId(), checkpoint.sha256());
            }
        });
    }

    /**
     * The checkpoint from which the job's next attempt resumes; checkpoints whose files are missing are skipped and
     * reported.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public @Nullable ResumePoint resume(LockedJob job) {
        if (!job.hasCheckpoints()) {
            return null; // most jobs, of which the table need not be asked
        }
        for (Checkpoint checkpoint : usable(job.id())) {
            if (files.isWhole(job.id(), checkpoint.sha256(), checkpoint.bytes())) {
                return resumePoint(checkpoint);
            }
            discard(job, checkpoint, "its file is missing");
        }
        return null;
    }

    /** Excludes a checkpoint from further resumes. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void discard(LockedJob job, int number, String why) {
        log.find(job.id(), number).ifPresent(checkpoint -> discard(job, checkpoint, why));
    }

    private void discard(LockedJob job, Checkpoint checkpoint, String why) {
        log.mark(checkpoint, Checkpoint.State.UNUSABLE);
        job.record(EventType.CHECKPOINT_UNUSABLE, Map.of("checkpoint", checkpoint.number(), "message", why));
    }

    /** The one with the most steps first. */
    private List<Checkpoint> usable(JobId jobId) {
        return log.ofJob(jobId).stream()
                .filter(one -> one.state() == Checkpoint.State.COMPLETE)
                .sorted(Comparator.comparingLong(Checkpoint::step)
                        .thenComparingInt(Checkpoint::number)
                        .reversed())
                .toList();
    }

    @Override
    public void goBackTo(LockedJob job, int number) {
        List<Checkpoint> all = log.ofJob(job.id());
        Optional<Checkpoint> chosen =
                all.stream().filter(one -> one.number() == number).findFirst();
        if (number != 0
                && chosen.filter(one -> one.state() != Checkpoint.State.UNUSABLE)
                        .isEmpty()) {
            throw new ProblemException(
                    ProblemCode.NO_SUCH_CHECKPOINT, "job " + job.id() + " has no usable checkpoint " + number);
        }
        long step = chosen.map(Checkpoint::step).orElse(0L);
        for (Checkpoint one : all) {
            if (one.state() == Checkpoint.State.COMPLETE && one.step() > step) {
                log.mark(one, Checkpoint.State.SUPERSEDED);
            }
        }
        chosen.ifPresent(one -> log.mark(one, Checkpoint.State.COMPLETE));
    }

    @Override
    public StartingPoint next(JobId jobId) {
        return usable(jobId).stream()
                .findFirst()
                .map(one -> new StartingPoint(one.number(), one.epoch(), one.step()))
                .orElse(StartingPoint.BEGINNING);
    }
}
