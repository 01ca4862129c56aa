package dev.backspike.api.job;

import dev.backspike.api.event.EventLog;
import dev.backspike.api.event.EventType;
import dev.backspike.common.spec.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.JobSpecParser;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A job whose row this transaction has locked. Every change of state is an event, and goes through {@link JobState}.
 */
public final class LockedJob {

    private final Job job;
    private final EventLog events;
    private final Supplier<StoredSpec> spec;
    private final Instant now;

    LockedJob(Job job, EventLog events, Supplier<StoredSpec> spec, Instant now) {
        this.job = job;
        this.events = events;
        this.spec = spec;
        this.now = now;
    }

    public String id() {
        return job.id();
    }

    public JobState state() {
        return job.state();
    }

    /** Number of the latest attempt, 0 before the first. */
    public int attempt() {
        return job.attempt();
    }

    public boolean cancelRequested() {
        return job.cancelRequested();
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

    /** Adds an event that does not change the state. */
    public void record(EventType type, Map<String, ?> payload) {
        events.append(job.id(), job.nextEventSeq(), job.attempt(), type, now, payload);
    }

    /** QUEUED to RUNNING, as the next attempt. */
    public void start(String worker) {
        job.moveTo(JobState.RUNNING, null, now);
        job.beginAttempt(worker, now);
        record(EventType.JOB_RUNNING, Map.of("worker", worker));
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

    /** Back into the queue, for another attempt. */
    public void requeue(StateReason reason) {
        move(JobState.QUEUED, EventType.JOB_QUEUED, reason);
    }

    void submitted() {
        record(EventType.JOB_QUEUED, Map.of("name", job.name()));
    }

    void requestCancel() {
        job.requestCancel();
        record(EventType.JOB_CANCEL_REQUESTED, Map.of());
    }

    private void move(JobState next, EventType type, @Nullable StateReason reason) {
        job.moveTo(next, reason, now);
        record(type, reason == null ? Map.of() : Map.of("code", reason.code(), "message", reason.message()));
    }
}
