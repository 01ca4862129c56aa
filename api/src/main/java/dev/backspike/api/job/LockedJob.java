package dev.backspike.api.job;

import dev.backspike.api.event.EventLog;
import dev.backspike.api.event.EventType;
import dev.backspike.api.event.RecordedEvent;
import dev.backspike.common.id.JobId;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.protocol.ResumePoint;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.ReplicasSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A job whose row this transaction has locked. Every change of state is an event, and goes through {@link JobState}.
 */
public final class LockedJob {

    private final Job job;
    private final EventLog events;
    private final Supplier<StoredSpec> spec;
    private final Supplier<JobPolicy> policy;
    private final Instant now;

    LockedJob(Job job, EventLog events, Supplier<StoredSpec> spec, Supplier<JobPolicy> policy, Instant now) {
        this.job = job;
        this.events = events;
        this.spec = spec;
        this.policy = policy;
        this.now = now;
    }

    public JobId id() {
        return job.id();
    }

    /** Returns a version that changes whenever the job changes; within this transaction, the version before it. */
    String version() {
        return String.valueOf(job.revision());
    }

    /** The owner of the job, who submitted it. */
    public String owner() {
        return job.owner();
    }

    public JobState state() {
        return job.state();
    }

    /** Number of the latest attempt, 0 before the first. */
    public int attempt() {
        return job.attempt();
    }

    /** Whether the attempt is the one that runs, and the worker's. */
    public boolean isRunBy(String worker, int attempt) {
        return job.state() == JobState.RUNNING && job.attempt() == attempt && worker.equals(job.worker());
    }

    public boolean cancelRequested() {
        return job.cancelRequested();
    }

    public boolean pauseRequested() {
        return job.pauseRequested();
    }

    /** Returns the number of the last attempt that does not count towards the retry limits. */
    public int forgivenAttempts() {
        return job.forgivenAttempts();
    }

    /** Makes workers keep at least this much memory free for it, in bytes. */
    public void reserve(long bytes) {
        job.reserve(bytes);
    }

    /**
     * The jobs that it is suspected with of having exhausted the memory of their worker have the same; null for none.
     */
    public @Nullable String suspicion() {
        return job.suspicion();
    }

    public void suspect(String suspicion) {
        job.suspect(suspicion);
    }

    /** Another job has exhausted the memory; its own estimate counts again. */
    public void exonerate() {
        job.exonerate();
    }

    /** Who requested the current or pending pause; a user unless its sweep did. */
    public PausedBy pausedBy() {
        return Objects.requireNonNullElse(job.pausedBy(), PausedBy.USER);
    }

    /** Whether the job ever had a checkpoint, usable or not. */
    public boolean hasCheckpoints() {
        return job.checkpointSeq() > 0;
    }

    /** The next number for a checkpoint. */
    public int nextCheckpoint() {
        return job.nextCheckpoint();
    }

    /** Weight updates in the whole job; 0 until the worker has counted them. */
    public long steps() {
        return job.steps();
    }

    public Duration queuedFor() {
        return Duration.between(job.queuedAt(), now);
    }

    /** @throws InvalidSpecException if this release no longer reads what an earlier one accepted */
    public JobSpec resolvedSpec() {
        return JobSpecParser.parse(spec.get().resolved());
    }

    /** @throws InvalidSpecException if this release cannot read what an earlier one stored */
    public JobPolicy policy() {
        return policy.get();
    }

    /**
     * Adds an event that does not change the state.
     *
     * @return its sequence number
     */
    public long record(EventType type, Map<String, ?> payload) {
        long seq = job.nextEventSeq();
        events.append(new RecordedEvent(job.id().text(), job.owner(), seq, job.attempt(), type, now, payload));
        return seq;
    }

    /**
     * QUEUED to RUNNING, as the next attempt.
     *
     * @param workers by rank, one for each replica
     * @param resume the checkpoint to resume from; null for the beginning
     */
    public void start(List<String> workers, @Nullable ResumePoint resume) {
        job.moveTo(JobState.RUNNING, null, now);
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("worker", workers.getFirst());
        if (workers.size() > 1) {
            payload.put("workers", workers);
        }
        if (resume == null) {
            job.beginAttempt(workers, 0, 0, now);
        } else {
            job.beginAttempt(workers, resume.epoch(), resume.step(), now);
            payload.put(
                    "resumedFrom",
                    Map.of("checkpoint", resume.checkpoint(), "epoch", resume.epoch(), "step", resume.step()));
        }
        record(EventType.JOB_RUNNING, payload);
    }

    /** How many replicas an attempt of it may have. */
    public ReplicasSpec replicas() {
        return job.replicas();
    }

    /** When it entered the queue. */
    public Instant queuedAt() {
        return job.queuedAt();
    }

    public void planned(int epochs, long steps) {
        job.planned(epochs, steps);
    }

    /** @param etaSeconds time left; null while unknown */
    public void measured(int epoch, long step, Map<String, Double> values, @Nullable Double etaSeconds) {
        job.measured(epoch, step, values, etaSeconds);
    }

    public void succeed() {
        move(JobState.SUCCEEDED, EventType.JOB_SUCCEEDED, null);
    }

    public void fail(StateReason reason) {
        move(JobState.FAILED, EventType.JOB_FAILED, reason);
    }

    public void cancel(StateReason reason) {
        move(JobState.CANCELLED, EventType.JOB_CANCELLED, reason);
    }

    /** Requeues the job for another attempt. */
    public void requeue(StateReason reason) {
        move(JobState.QUEUED, EventType.JOB_QUEUED, reason);
    }

    /** Pauses a job whose worker has stopped as requested. */
    public void pause(StateReason reason) {
        move(JobState.PAUSED, EventType.JOB_PAUSED, reason);
    }

    /**
     * Pauses the job: takes it out of the queue, or asks the worker of a running job to store a checkpoint and stop;
     * otherwise does nothing.
     */
    public void hold(PausedBy by, String message) {
        switch (job.state()) {
            case QUEUED, RETRY_WAIT -> {
                job.pausedBy(by);
                pause(new StateReason(by.code(), message));
            }
            case RUNNING -> {
                if (!job.pauseRequested() && !job.cancelRequested()) {
                    job.requestPause(by, now);
                    record(EventType.JOB_PAUSE_REQUESTED, Map.of());
                }
            }
            default -> {}
        }
    }

    /** Requests the pause that its sweep has scheduled, once the epoch is completed. */
    public void holdAtRung() {
        if (job.isAtRung()) {
            hold(PausedBy.RUNG, "");
        }
    }

    /**
     * Requeues a paused job.
     *
     * @param rung the epoch after which it pauses again by itself; null for none
     */
    public void release(@Nullable Integer rung, StateReason reason) {
        job.pauseAtEpoch(rung);
        requeue(reason);
    }

    /** Cancels the job, or asks the worker of a running job to stop; does nothing to a job that has ended. */
    public void cancelOrAsk(StateReason reason) {
        if (job.state().isEnded()) {
            return;
        }
        if (job.state() != JobState.RUNNING) {
            cancel(reason);
        } else if (!job.cancelRequested()) {
            job.requestCancel(now);
            record(EventType.JOB_CANCEL_REQUESTED, Map.of());
        }
    }

    /** Requeues the job, but not before {@code until}. */
    public void waitToRetry(Instant until, StateReason reason) {
        job.moveTo(JobState.RETRY_WAIT, reason, now);
        job.retryAt(until);
        record(
                EventType.JOB_RETRY_WAIT,
                Map.of("code", reason.code(), "message", reason.message(), "retryAt", until.toString()));
    }

    boolean retryIsDue(Instant at) {
        Instant due = job.retryAt();
        return job.state() == JobState.RETRY_WAIT && (due == null || !due.isAfter(at));
    }

    public void withdrawPause() {
        job.withdrawPause();
    }

    /** Requeues it at a user's request, with the retry limits reset; its sweep does not pause it again. */
    void retry(StateReason reason) {
        job.forgive();
        release(null, reason);
    }

    void submitted() {
        record(EventType.JOB_QUEUED, Map.of("name", job.name()));
    }

    private void move(JobState next, EventType type, @Nullable StateReason reason) {
        job.moveTo(next, reason, now);
        record(type, reason == null ? Map.of() : Map.of("code", reason.code(), "message", reason.message()));
    }
}
