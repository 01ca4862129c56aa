package dev.backspike.common.code;

/** The kind of failure of an attempt, which determines whether the job is retried. */
public enum FailureKind {
    /** The specification or its data caused the failure; a retry would fail in the same way. */
    USER,
    /** The computation diverged; a retry would fail in the same way. */
    NUMERICS,
    OUT_OF_MEMORY,
    /**
     * The GPU of a worker failed. That is no fault of the job, unless its kernels make every GPU fail: after some
     * losses in a row without a checkpoint it is not retried.
     */
    DEVICE_LOST,
    /** The disk of a worker is full. The job is retried without limit, as other workers and times may have room. */
    DISK_FULL,
    /** A machine, disk or network failed. */
    INFRASTRUCTURE,
    /** Training made no step for too long. */
    NO_PROGRESS,
    /** An unexpected error. */
    UNEXPECTED
}
