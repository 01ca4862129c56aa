package dev.backspike.common.code;

/** Why a job is in its state, or why a queued job waits. A failed job has the {@link FailureCode} of its attempt. */
public enum ReasonCode {
    CANCELLED_BY_USER,
    CANCELLED_BY_WORKER,
    HELD_BY_SWEEP,
    JOBS_AHEAD,
    LEASE_EXPIRED,
    NO_WORKER,
    NO_WORKER_FOR_DEVICE,
    /** No connected worker with a matching device has the memory that the job needs at least. */
    NOT_ENOUGH_MEMORY,
    PAUSED_BY_SWEEP,
    PAUSED_BY_USER,
    /** The worker stopped for a pause that had been withdrawn. */
    PAUSE_WITHDRAWN,
    PROMOTED_BY_SWEEP,
    RELEASED_BY_SWEEP,
    RESUMED_BY_USER,
    RETRIED_BY_USER,
    RETRY_DUE,
    /** This release cannot read the stored specification. */
    SPEC_UNREADABLE,
    /** Successive halving ended the run. */
    STOPPED_BY_SWEEP,
    WAITING,
    WAITS_AT_RUNG,
    WORKERS_BUSY,
    WORKERS_DRAINED,
    /** The worker handed the attempt back. */
    WORKER_STOPPED;

    private final String word = Word.of(this);

    /** The code in JSON and in the database, such as {@code cancelled-by-user}. */
    public String word() {
        return word;
    }
}
