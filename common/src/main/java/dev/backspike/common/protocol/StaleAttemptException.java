package dev.backspike.common.protocol;

/** The attempt has ended or has been superseded; the worker that writes for it must stop. */
public final class StaleAttemptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StaleAttemptException(AttemptId attempt) {
        super("attempt " + attempt.number() + " of job " + attempt.jobId() + " is no longer current");
    }

    /** The exception of a remote worker, which knows only what it requested. */
    StaleAttemptException(String refused) {
        super(refused + " was refused: the attempt is no longer current");
    }
}
