package dev.backspike.api.job;

import dev.backspike.common.id.JobId;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.ReplicasSpec;
import dev.backspike.engine.inspection.Inspection;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.Mutability;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.java.Immutability;
import org.jspecify.annotations.Nullable;

/**
 * The row of a job. Its lock orders everything that happens to the job. Only changed columns are written, as each
 * report of a worker changes a few small ones beside two long ones.
 */
@Entity
@DynamicUpdate
class Job {

    @Id
    private String id;

    @Column(length = 200, updatable = false)
    private String owner;

    private String name;
    private int priority;
    private String device;
    private long estimatedBytes;
    private long memoryBytes;
    private @Nullable String suspicion;

    @Column(updatable = false)
    private int minReplicas;

    @Column(updatable = false)
    private int maxReplicas;

    /** How many replicas the current attempt has; 0 unless it runs. */
    @SuppressWarnings("UnusedVariable") // read by the queries that count what each owner runs
    private int replicas;

    @ElementCollection
    @CollectionTable(name = "job_label", joinColumns = @JoinColumn(name = "job_id"))
    @MapKeyColumn(name = "label", length = 100)
    @Column(name = "content", length = 1000)
    @BatchSize(size = 100)
    private Map<String, String> labels = new HashMap<>();

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private JobState state;

    private @Nullable String reasonCode;

    @Column(length = 4000)
    private @Nullable String reasonMessage;

    private int attempt;
    private @Nullable String worker;
    private boolean cancelRequested;
    private boolean pauseRequested;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private @Nullable PausedBy pausedBy;

    private @Nullable Instant stopRequestedAt;
    private @Nullable Instant retryAt;
    private int forgivenAttempts;
    private int checkpointSeq;

    @Column(updatable = false)
    private @Nullable String sweepId;

    @Column(updatable = false)
    private @Nullable Integer sweepRun;

    private @Nullable Integer pauseAtEpoch;

    private int epoch;
    private int epochs;
    private long step;
    private long steps;
    private @Nullable Double etaSeconds;

    @Convert(converter = SeriesValues.class)
    @Mutability(Immutability.class)
    @Column(length = 1_000_000)
    private Map<String, Double> latest = Map.of();

    @Convert(converter = SeriesValues.class)
    @Mutability(Immutability.class)
    @Column(length = 1_000_000)
    private Map<String, Double> best = Map.of();

    private long eventSeq;

    @Version
    private long revision;

    private Instant createdAt;
    private Instant queuedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;

    @SuppressWarnings("NullAway.Init") // JPA fills the fields
    Job() {}

    Job(JobId id, String owner, Inspection inspection, Instant now) {
        JobSpec spec = inspection.resolved();
        this.id = id.text();
        this.owner = owner;
        this.name = spec.name();
        this.labels.putAll(spec.labels());
        this.priority = spec.priority();
        this.device = spec.resources().device().name().toLowerCase(Locale.ROOT);
        this.state = JobState.QUEUED;
        this.estimatedBytes = inspection.memoryBytes();
        this.memoryBytes = inspection.memoryBytes();
        this.minReplicas = spec.resources().replicas().min();
        this.maxReplicas = spec.resources().replicas().max();
        this.epochs = spec.training().epochs();
        this.createdAt = now;
        this.queuedAt = now;
    }

    /** Before it is stored. */
    void belongsTo(SweepRun run) {
        sweepId = run.sweepId();
        sweepRun = run.number();
        pauseAtEpoch = run.pauseAtEpoch();
    }

    /** The only way to another state. */
    void moveTo(JobState next, @Nullable StateReason reason, Instant now) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("job " + id + " cannot go from " + state + " to " + next);
        }
        state = next;
        reasonCode = reason == null ? null : reason.code();
        reasonMessage = reason == null ? null : reason.message();
        retryAt = null;
        if (next != JobState.RUNNING) {
            replicas = 0;
            pauseRequested = false;
            stopRequestedAt = null;
            etaSeconds = null;
        }
        if (next != JobState.PAUSED) {
            pausedBy = null;
        }
        if (next == JobState.QUEUED) {
            queuedAt = now;
            worker = null;
            endedAt = null;
        }
        if (next.isEnded()) {
            endedAt = now;
        }
    }

    /**
     * Starts a new attempt from the given progress.
     *
     * @param byWorkers by rank
     */
    void beginAttempt(List<String> byWorkers, int epochsDone, long stepsDone, Instant now) {
        attempt++;
        worker = byWorkers.getFirst();
        replicas = byWorkers.size();
        startedAt = startedAt == null ? now : startedAt;
        epoch = epochsDone;
        step = stepsDone;
        etaSeconds = null;
    }

    void planned(int ofEpochs, long ofSteps) {
        epochs = ofEpochs;
        steps = ofSteps;
    }

    void measured(int epochsDone, long stepsDone, Map<String, Double> values, @Nullable Double secondsLeft) {
        epoch = epochsDone;
        step = stepsDone;
        etaSeconds = secondsLeft;
        Map<String, Double> merged = new HashMap<>(latest);
        merged.putAll(values);
        latest = merged;
        best = SeriesValues.best(best, values);
    }

    void requestCancel(Instant now) {
        cancelRequested = true;
        stopRequestedAt = now;
    }

    void requestPause(PausedBy by, Instant now) {
        pauseRequested = true;
        pausedBy = by;
        stopRequestedAt = now;
    }

    void withdrawPause() {
        pauseRequested = false;
        pausedBy = null;
    }

    void pausedBy(PausedBy by) {
        pausedBy = by;
    }

    /** @param nextRung the epoch after which it pauses by itself; null for none */
    void pauseAtEpoch(@Nullable Integer nextRung) {
        pauseAtEpoch = nextRung;
    }

    boolean isAtRung() {
        return pauseAtEpoch != null && epoch >= pauseAtEpoch && epoch < epochs;
    }

    void retryAt(Instant time) {
        retryAt = time;
    }

    /** Resets the retry limits and what is kept free for it, at a user's request. */
    void forgive() {
        cancelRequested = false;
        forgivenAttempts = attempt;
        exonerate();
    }

    /** Number of the latest checkpoint; 0 if there has been none. */
    int checkpointSeq() {
        return checkpointSeq;
    }

    int nextCheckpoint() {
        return ++checkpointSeq;
    }

    long nextEventSeq() {
        return ++eventSeq;
    }

    /** Sequence number of its latest event. */
    long eventSeq() {
        return eventSeq;
    }

    JobId id() {
        return new JobId(id);
    }

    /** Who submitted it. */
    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    int priority() {
        return priority;
    }

    String device() {
        return device;
    }

    /** What training holds at least, by the estimate at its submission. */
    long estimatedBytes() {
        return estimatedBytes;
    }

    /** What a worker keeps free for it; more than the estimate if it may have exhausted the memory of a worker. */
    long memoryBytes() {
        return memoryBytes;
    }

    ReplicasSpec replicas() {
        return new ReplicasSpec(minReplicas, maxReplicas);
    }

    void reserve(long bytes) {
        memoryBytes = Math.max(memoryBytes, bytes);
    }

    @Nullable
    String suspicion() {
        return suspicion;
    }

    void suspect(String byName) {
        suspicion = byName;
    }

    void exonerate() {
        suspicion = null;
        memoryBytes = estimatedBytes;
    }

    Map<String, String> labels() {
        return labels;
    }

    JobState state() {
        return state;
    }

    @Nullable
    StateReason reason() {
        return reasonCode == null ? null : new StateReason(reasonCode, reasonMessage == null ? "" : reasonMessage);
    }

    int attempt() {
        return attempt;
    }

    @Nullable
    String worker() {
        return worker;
    }

    boolean cancelRequested() {
        return cancelRequested;
    }

    boolean pauseRequested() {
        return pauseRequested;
    }

    /** Who requested the current or pending pause; null without one. */
    @Nullable
    PausedBy pausedBy() {
        return pausedBy;
    }

    @Nullable
    String sweepId() {
        return sweepId;
    }

    /** Its number in the sweep. */
    @Nullable
    Integer sweepRun() {
        return sweepRun;
    }

    /** When the worker was last asked to stop; null if it has not been. */
    @Nullable
    Instant stopRequestedAt() {
        return stopRequestedAt;
    }

    @Nullable
    Instant retryAt() {
        return retryAt;
    }

    int forgivenAttempts() {
        return forgivenAttempts;
    }

    JobProgress progress() {
        return JobProgress.of(epoch, epochs, step, steps, etaSeconds);
    }

    long steps() {
        return steps;
    }

    Map<String, Double> latest() {
        return latest;
    }

    Map<String, Double> best() {
        return best;
    }

    long revision() {
        return revision;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant queuedAt() {
        return queuedAt;
    }

    @Nullable
    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }
}
