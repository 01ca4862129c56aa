package dev.backspike.engine.training;

/** A job cannot resume from a checkpoint, because it is damaged or belongs to another job. */
public final class CheckpointRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckpointRefusedException(String reason) {
        super("the job cannot resume from this checkpoint: " + reason);
    }

    public CheckpointRefusedException(String reason, Throwable cause) {
        super("the job cannot resume from this checkpoint: " + reason, cause);
    }
}
