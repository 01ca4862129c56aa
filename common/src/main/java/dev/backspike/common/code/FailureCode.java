package dev.backspike.common.code;

/** Why an attempt failed. Whether the job is retried depends on the {@link FailureKind kind} of the failure. */
public enum FailureCode {
    /** The service rejected a request of the worker; the message has the code of the problem. */
    API_REFUSED(FailureKind.INFRASTRUCTURE),
    /** The checkpoint to resume from is damaged or does not fit the job. The next attempt resumes from an older one. */
    CHECKPOINT_REFUSED(FailureKind.INFRASTRUCTURE),
    /** A call of the CUDA driver failed. Check the GPU and its driver. */
    CUDA_FAILED(FailureKind.INFRASTRUCTURE),
    /** The worker could not fetch an uploaded file from the service; the message has the cause. */
    DATA_NOT_FETCHED(FailureKind.INFRASTRUCTURE),
    /**
     * The GPU failed, and the worker ended. The message or the log of the worker has the error; {@code nvidia-smi -q}
     * shows faults of the memory.
     */
    DEVICE_LOST(FailureKind.DEVICE_LOST),
    /** The memory of the GPU is exhausted. Lower {@code /training/batchSize} or the sizes of the network. */
    DEVICE_OUT_OF_MEMORY(FailureKind.OUT_OF_MEMORY),
    /**
     * The disk of the worker has no room for the uploaded files of the job. Free some space, or set
     * {@code backspike.datasets.cache} to a folder on another disk.
     */
    DISK_FULL(FailureKind.DISK_FULL),
    /** A gradient became infinite or NaN. Lower the learning rate or the initial weights, or clip gradients. */
    GRADIENT_NOT_FINITE(FailureKind.NUMERICS),
    /** The specification or its data have an error that only the worker could detect; the message names it. */
    INVALID_SPEC(FailureKind.USER),
    /** The loss became infinite or NaN. Lower the learning rate or the initial weights. */
    LOSS_NOT_FINITE(FailureKind.NUMERICS),
    /** Training succeeded, but the model could not be stored. The next attempt stores it from the last checkpoint. */
    MODEL_NOT_STORED(FailureKind.INFRASTRUCTURE),
    /** Training succeeded, but the service rejected the model; the message names the cause. */
    MODEL_REFUSED(FailureKind.USER),
    /** The model exceeds the size of a model file. Make the network smaller. */
    MODEL_TOO_LARGE(FailureKind.USER),
    /**
     * The network emitted more spikes in a trial than the solver can hold. Lower the initial weights or the learning
     * rate, or regularise the spike counts.
     */
    NETWORK_RUNS_AWAY(FailureKind.NUMERICS),
    /** No available engine supports the network; the message names the feature and the remedy. */
    NETWORK_UNSUPPORTED(FailureKind.USER),
    /**
     * Training made no step for too long, and the worker gave up. The log of the attempt has the stacks of its threads.
     */
    NO_PROGRESS(FailureKind.NO_PROGRESS),
    /** The worker was started for CUDA ({@code backspike.worker.device}), and no device of its machine works. */
    NO_WORKING_DEVICE(FailureKind.INFRASTRUCTURE),
    /** The memory of the worker is exhausted. Give the worker more, or lower {@code /training/batchSize}. */
    OUT_OF_MEMORY(FailureKind.OUT_OF_MEMORY),
    /** A parameter became infinite or NaN. Lower the learning rate. */
    PARAMETERS_NOT_FINITE(FailureKind.NUMERICS),
    /** A replica of the gang of the attempt disappeared, stopped responding or could not be reached. */
    REPLICA_LOST(FailureKind.INFRASTRUCTURE),
    /**
     * An iteration of the exact solver exceeded its bound. Report the specification; another {@code /network/solver}
     * may work.
     */
    SOLVER_NOT_CONVERGED(FailureKind.NUMERICS),
    /** The process of the worker ended unexpectedly. Its log has the details. */
    WORKER_CRASHED(FailureKind.UNEXPECTED),
    /** The worker failed with an unexpected error, a defect; the log of the attempt has the stack trace. */
    WORKER_ERROR(FailureKind.UNEXPECTED),
    /** The cluster evicted or deleted the pod of the worker. */
    WORKER_EVICTED(FailureKind.INFRASTRUCTURE),
    /** The operating system or an operator killed the process of the worker. Check the memory limits. */
    WORKER_KILLED(FailureKind.INFRASTRUCTURE);

    private final String word = CodeWord.of(this);
    private final FailureKind kind;

    FailureCode(FailureKind kind) {
        this.kind = kind;
    }

    /** The code in JSON and in the database, such as {@code api-refused}. */
    public String word() {
        return word;
    }

    /** Returns the kind of failure, which determines whether the job is retried. */
    public FailureKind kind() {
        return kind;
    }
}
