package dev.backspike.api.sweep;

import dev.backspike.api.job.Submission;
import dev.backspike.api.sweep.SweepInspection.Inspected;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * The row of a sweep. What scheduling needs is stored in columns beside the submitted text, which a later release may
 * no longer be able to read. The row lock of a sweep serialises changes to its runs and is acquired before the lock of
 * any run.
 */
@Entity
class Sweep {

    @Id
    private String id;

    @Column(length = 200, updatable = false)
    private String owner;

    private String name;

    // The migration defines the actual length of the column; see StoredSpec.
    private String submitted;

    @SuppressWarnings("UnusedVariable") // only queried in the database
    private @Nullable String submissionKey;

    private String bodySha256;

    private String series;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Objective.Goal goal;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    private Objective.Value judgedBy;

    private int runs;
    private int configurations;
    private @Nullable Integer maxConcurrentRuns;

    @Column(length = 1000)
    private @Nullable String rungs;

    private @Nullable Integer factor;
    private boolean paused;
    private boolean cancelled;
    private Instant createdAt;
    private @Nullable Instant endedAt;

    @SuppressWarnings("NullAway.Init") // JPA fills the fields
    Sweep() {}

    /** @param submission the request; its idempotency key, if present, is unique per owner */
    Sweep(String id, String owner, Submission submission, Inspected sweep, Instant now) {
        this.id = id;
        this.owner = owner;
        this.name = sweep.spec().name();
        this.submitted = submission.body();
        this.submissionKey = submission.key();
        this.bodySha256 = submission.sha256();
        this.series = sweep.spec().objective().series();
        this.goal = sweep.spec().objective().goal();
        this.judgedBy = sweep.spec().objective().value();
        this.runs = sweep.runs().size();
        this.configurations = sweep.configurations();
        this.maxConcurrentRuns = sweep.spec().maxConcurrentRuns();
        HalvingSpec halving = sweep.spec().halving();
        if (halving != null) {
            rungs = sweep.rungs().stream().map(String::valueOf).collect(Collectors.joining(","));
            factor = halving.factor();
        }
        this.createdAt = now;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    void cancel() {
        cancelled = true;
        paused = false;
    }

    void end(Instant now) {
        endedAt = now;
    }

    String id() {
        return id;
    }

    /** Returns the name of the user who submitted the sweep. */
    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    String submitted() {
        return submitted;
    }

    String bodySha256() {
        return bodySha256;
    }

    Objective objective() {
        return new Objective(series, goal, judgedBy);
    }

    int runs() {
        return runs;
    }

    int configurations() {
        return configurations;
    }

    @Nullable
    Integer maxConcurrentRuns() {
        return maxConcurrentRuns;
    }

    /** Returns the epochs after which runs are compared, ascending; empty without halving. */
    List<Integer> rungs() {
        return rungs == null
                ? List.of()
                : Arrays.stream(rungs.split(",", -1)).map(Integer::valueOf).toList();
    }

    /** Returns the halving factor: one in {@code factor} runs at a rung is promoted; null without halving. */
    @Nullable
    Integer factor() {
        return factor;
    }

    boolean paused() {
        return paused;
    }

    boolean cancelled() {
        return cancelled;
    }

    Instant createdAt() {
        return createdAt;
    }

    boolean isOpen() {
        return endedAt == null;
    }
}
