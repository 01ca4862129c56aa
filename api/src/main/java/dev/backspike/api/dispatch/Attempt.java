package dev.backspike.api.dispatch;

import dev.backspike.common.code.FailureKind;
import dev.backspike.common.id.WorkerName;
import dev.backspike.common.protocol.AttemptId;
import dev.backspike.common.protocol.ResumePoint;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An execution of a job, together with the replica of rank 0, whose worker reports for it. */
final class Attempt {

    enum State {
        RUNNING,
        /** Its lease has expired, but its worker may still return to it. */
        SUSPECT,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        PAUSED,
        /** Handed back by a worker that is shutting down or drained. */
        RELEASED,
        LOST;

        /** Whether the attempt may be its job's current one. */
        boolean isOpen() {
            return this == RUNNING || this == SUSPECT;
        }
    }

    /**
     * The point at which an attempt began.
     *
     * @param step weight updates completed
     * @param checkpoint number of the checkpoint; null for the beginning of the training
     */
    record Origin(long step, @Nullable Integer checkpoint) {

        static Origin of(@Nullable ResumePoint resume) {
            return resume == null ? new Origin(0, null) : new Origin(resume.step(), resume.checkpoint());
        }
    }

    /**
     * How it trains.
     *
     * @param since by the worker's clock, when training began
     */
    record Training(String engine, int threads, Instant since) {}

    /** Clocks that are not set do not run apart by as much. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private final AttemptId id;
    private final Replica lead;
    private final boolean suspect;
    private final Origin origin;
    private final Instant startedAt;

    private State state;
    private long acknowledged;
    private @Nullable Training training;
    private @Nullable FailureKind failure;
    private boolean progressed;
    private @Nullable Instant endedAt;

    /** An attempt that begins, with the replica of rank 0. */
    Attempt(AttemptId id, Replica lead, Origin origin, Instant now) {
        this(id, lead, false, origin, now, State.RUNNING, 0, null, null, false, null);
    }

    /**
     * @param lead the replica of rank 0
     * @param suspect whether the lease of any replica has expired
     */
    Attempt(
            AttemptId id,
            Replica lead,
            boolean suspect,
            Origin origin,
            Instant startedAt,
            State state,
            long acknowledged,
            @Nullable Training training,
            @Nullable FailureKind failure,
            boolean progressed,
            @Nullable Instant endedAt) {
        this.id = id;
        this.lead = lead;
        this.suspect = suspect;
        this.origin = origin;
        this.startedAt = startedAt;
        this.state = state;
        this.acknowledged = acknowledged;
        this.training = training;
        this.failure = failure;
        this.progressed = progressed;
        this.endedAt = endedAt;
    }

    void trains(Training how) {
        training = how;
    }

    void acknowledge(long sequence) {
        acknowledged = sequence;
    }

    /** It has left a checkpoint, so that its work is not lost. */
    void progressed() {
        progressed = true;
    }

    void fail(FailureKind why, Instant now) {
        failure = why;
        end(State.FAILED, now);
    }

    /** Its lease was withdrawn. */
    void lose(Instant now) {
        failure = FailureKind.INFRASTRUCTURE;
        end(State.LOST, now);
    }

    void end(State how, Instant now) {
        state = how;
        endedAt = now;
    }

    /**
     * Time left at the mean speed so far; null while unknown. It is measured by the worker's clock, as reports may be
     * late, unless that clock was set meanwhile: training takes neither a negative time nor longer than the attempt.
     *
     * @param at when the step was made, by the worker's clock
     * @param now by the clock of the service
     */
    @Nullable
    Double secondsLeft(Instant at, Instant now, long step, long steps) {
        long made = step - origin.step();
        if (training == null || made <= 0 || steps < step) {
            return null;
        }
        Duration longest = Duration.between(startedAt, now);
        Duration measured = Duration.between(training.since(), at);
        boolean wasSet = measured.isNegative() || measured.compareTo(longest.plus(CLOCKS_DIFFER)) > 0;
        Duration elapsed = wasSet ? longest : measured;
        return elapsed.isNegative() ? null : elapsed.toMillis() / 1000.0 / made * (steps - step);
    }

    AttemptId id() {
        return id;
    }

    int number() {
        return id.number();
    }

    String worker() {
        return lead.worker();
    }

    /** Whether this worker holds rank 0, or held it last. */
    boolean isHeldBy(WorkerName worker, String identity) {
        return lead.worker().equals(worker.text()) && lead.leasedAs().equals(identity);
    }

    Replica lead() {
        return lead;
    }

    State state() {
        return state == State.RUNNING && suspect ? State.SUSPECT : state;
    }

    /** Whether the lease of the replica that reports has expired. */
    boolean isLeadSuspect() {
        return lead.state() == Replica.State.SUSPECT;
    }

    /** The state as stored; the leases of replicas are stored with these. */
    State storedState() {
        return state;
    }

    Origin origin() {
        return origin;
    }

    /** Why it failed, as far as it decides about a retry; null if it did not. */
    @Nullable
    FailureKind failure() {
        return failure;
    }

    boolean hasProgressed() {
        return progressed;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Null before training has begun. */
    @Nullable
    Training training() {
        return training;
    }

    Instant leaseUntil() {
        return lead.leaseUntil();
    }

    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }
}
