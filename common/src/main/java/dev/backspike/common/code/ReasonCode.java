package dev.backspike.common.code;

/** Why a job is in its state, or why a queued job waits. A failed job has the {@link FailureCode} of its attempt. */
public enum ReasonCode {
    /** The job is queued; its pod waits until the queue of the cluster (Kueue) admits it. */
    AWAITS_ADMISSION,
    /** A user cancelled the job. */
    CANCELLED_BY_USER,
    /** The worker stopped the attempt without a request of the service. */
    CANCELLED_BY_WORKER,
    /** A gang that ran with fewer replicas than it may have stopped at a checkpoint, to resume with more. */
    GANG_GROWS,
    /** The sweep of the job has reached its limit of concurrent runs; the job is queued when another run ends. */
    HELD_BY_SWEEP,
    /** The cluster cannot pull the image of the worker; the message has the cause. Ask the operator. */
    IMAGE_NOT_PULLED,
    /** The job is queued behind other jobs. */
    JOBS_AHEAD,
    /** A worker is being launched for the job. */
    LAUNCHING,
    /** No worker could be launched for the job, or it ended before it began; it is launched again. */
    LAUNCH_FAILED,
    /** The job is queued; as many workers are launched as the operator allows. */
    LAUNCH_LIMIT,
    /** The worker of the last attempt stopped renewing its lease. */
    LEASE_EXPIRED,
    /** The job is queued, and no connected worker with a matching device has enough memory. Reduce what it needs. */
    NOT_ENOUGH_MEMORY,
    /**
     * The job is queued and asks for more replicas than the connected workers that can run it have slots, free or not.
     * Connect more workers, or lower {@code /resources/replicas}.
     */
    NOT_ENOUGH_SLOTS,
    /** The job is queued, and no worker is connected. */
    NO_WORKER,
    /** The job is queued, and no connected worker has the device that it requests. */
    NO_WORKER_FOR_DEVICE,
    /** A user paused the sweep of the job. */
    PAUSED_BY_SWEEP,
    /** A user paused the job. */
    PAUSED_BY_USER,
    /** The worker stopped for a pause that had been withdrawn; the job is queued again. */
    PAUSE_WITHDRAWN,
    /** Successive halving promoted the run to the next rung. */
    PROMOTED_BY_SWEEP,
    /** A run that was held is queued, since the sweep has fewer active runs than its limit. */
    RELEASED_BY_SWEEP,
    /** A user resumed the job. */
    RESUMED_BY_USER,
    /** A user retried the job. */
    RETRIED_BY_USER,
    /** The delay before a retry has passed. */
    RETRY_DUE,
    /** This release cannot read the stored specification of the job. Submit it again. */
    SPEC_UNREADABLE,
    /** Successive halving stopped the run. */
    STOPPED_BY_SWEEP,
    /** No node of the cluster can take the pod of the worker; the message has the cause. */
    UNSCHEDULABLE,
    /** The job is next in the queue; a worker is about to lease it. */
    WAITING,
    /** The job is queued, and slots are reserved for it until there is one for each of its replicas. */
    WAITING_FOR_SLOTS,
    /** The run waits at a rung of its sweep until successive halving promotes or stops it. */
    WAITS_AT_RUNG,
    /** The job is queued, and all matching workers are busy. */
    WORKERS_BUSY,
    /** The job is queued, and all matching workers are drained. */
    WORKERS_DRAINED,
    /**
     * The worker ran out of memory or crashed while it ran several jobs. The attempt does not count towards the retry
     * limits, and fewer jobs run beside each other until it is known which one was to blame.
     */
    WORKER_ENDED,
    /** The worker handed the attempt back, since it is shutting down or drained. */
    WORKER_STOPPED;

    private final String word = CodeWord.of(this);

    /** The code in JSON and in the database, such as {@code cancelled-by-user}. */
    public String word() {
        return word;
    }
}
