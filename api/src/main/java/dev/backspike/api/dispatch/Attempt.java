package dev.backspike.api.dispatch;

import dev.backspike.common.event.FailureKind;
import dev.backspike.common.id.JobId;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.ResumePoint;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One try of a job. Only changed columns are written: a report must not undo a renewal of the lease. */
@Entity
@DynamicUpdate
class Attempt {

    enum State {
        RUNNING,
        /** Its lease has ended, but its worker may yet come back to it. */
        SUSPECT,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        PAUSED,
        /** Handed back by a worker that goes away or is drained. */
        RELEASED,
        LOST;

        /** Whether the attempt may be its job's current one. */
        boolean isOpen() {
            return this == RUNNING || this == SUSPECT;
        }
    }

    @Embeddable
    record Key(String jobId, int number) implements Serializable {

        static Key of(AttemptId id) {
            return new Key(id.jobId().text(), id.number());
        }
    }

    @EmbeddedId
    private Key id;

    private String worker;

    @Column(length = 200, updatable = false)
    private String leasedAs;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private State state;

    private long acknowledged;
    private Instant leaseUntil;
    private @Nullable Instant trainingSince;
    private @Nullable String engine;
    private @Nullable Integer threads;
    private long resumedStep;
    private @Nullable Integer resumedCheckpoint;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private @Nullable FailureKind failure;

    private boolean progressed;
    private Instant startedAt;
    private @Nullable Instant endedAt;

    @SuppressWarnings("NullAway.Init") // JPA fills the fields
    Attempt() {}

    /** @param leasedAs who it is that calls itself {@code worker}, as its token says */
    Attempt(
            AttemptId id,
            WorkerName worker,
            String leasedAs,
            @Nullable ResumePoint resume,
            Instant now,
            Instant leaseUntil) {
        this.id = Key.of(id);
        this.worker = worker.text();
        this.leasedAs = leasedAs;
        this.state = State.RUNNING;
        this.startedAt = now;
        this.leaseUntil = leaseUntil;
        if (resume != null) {
            resumedStep = resume.step();
            resumedCheckpoint = resume.checkpoint();
        }
    }

    void trains(String onEngine, int withThreads, Instant since) {
        engine = onEngine;
        threads = withThreads;
        trainingSince = since;
    }

    /** Its worker is back before it was given up. */
    void readopt(Instant until) {
        state = State.RUNNING;
        leaseUntil = until;
    }

    void acknowledge(long sequence) {
        acknowledged = sequence;
    }

    /** It has left a checkpoint, so that what it did is not lost. */
    void progressed() {
        progressed = true;
    }

    void fail(FailureKind why, Instant now) {
        failure = why;
        end(State.FAILED, now);
    }

    void end(State how, Instant now) {
        state = how;
        endedAt = now;
    }

    /** Time left at the mean speed so far, by the worker's clock alone; null while unknown. */
    @Nullable
    Double secondsLeft(Instant at, long step, long steps) {
        long made = step - resumedStep;
        if (trainingSince == null || made <= 0 || steps < step) {
            return null;
        }
        double elapsed = Duration.between(trainingSince, at).toMillis() / 1000.0;
        return elapsed < 0 ? null : elapsed / made * (steps - step);
    }

    AttemptId attemptId() {
        return new AttemptId(new JobId(id.jobId()), id.number());
    }

    int number() {
        return id.number();
    }

    String worker() {
        return worker;
    }

    String leasedAs() {
        return leasedAs;
    }

    State state() {
        return state;
    }

    /** Weight updates completed when it began. */
    long resumedStep() {
        return resumedStep;
    }

    /** Number of the checkpoint that it began with; null for the beginning. */
    @Nullable
    Integer resumedCheckpoint() {
        return resumedCheckpoint;
    }

    /** Why it failed, so far as it matters for another try; null if it did not. */
    @Nullable
    FailureKind failure() {
        return state == State.LOST ? FailureKind.INFRASTRUCTURE : failure;
    }

    boolean hasProgressed() {
        return progressed;
    }

    long acknowledged() {
        return acknowledged;
    }

    @Nullable
    String engine() {
        return engine;
    }

    @Nullable
    Integer threads() {
        return threads;
    }

    Instant leaseUntil() {
        return leaseUntil;
    }

    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }
}
