package dev.backspike.engine.training;

/** A checkpoint that a job cannot go on from, because it is another job's or damaged. */
public final class CheckpointRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckpointRefusedException(String reason) {
        super("the job cannot go on from this checkpoint: " + reason);
    }

    public CheckpointRefusedException(String reason, Throwable cause) {
        super("the job cannot go on from this checkpoint: " + reason, cause);
    }
}
