package dev.backspike.common.code;

/**
 * What an attempt failed of. Whether it is retried depends on its {@link dev.backspike.common.event.FailureKind kind}.
 */
public enum FailureCode {
    /** The service refused a request of the worker. */
    API_REFUSED,
    /** The checkpoint that the attempt was to resume from is damaged or does not fit the job. */
    CHECKPOINT_REFUSED,
    CUDA_FAILED,
    DEVICE_OUT_OF_MEMORY,
    GRADIENT_NOT_FINITE,
    INVALID_SPEC,
    LOSS_NOT_FINITE,
    /** Training succeeded, but the service did not accept the model. */
    MODEL_NOT_STORED,
    MODEL_TOO_LARGE,
    NETWORK_RUNS_AWAY,
    NETWORK_UNSUPPORTED,
    NO_PROGRESS,
    /** The heap of the worker is exhausted. */
    OUT_OF_MEMORY,
    PARAMETERS_NOT_FINITE,
    /** A replica of the attempt's gang disappeared, fell silent or could not be reached. */
    REPLICA_LOST,
    /** An iteration of the exact solver did not reach its result within its bound. */
    SOLVER_NOT_CONVERGED,
    /** The process of the worker ended unexpectedly. */
    WORKER_CRASHED,
    /** A defect of the worker. */
    WORKER_ERROR,
    /** The system killed the process of the worker. */
    WORKER_KILLED;

    private final String word = Word.of(this);

    /** The code in JSON and in the database, such as {@code api-refused}. */
    public String word() {
        return word;
    }
}
