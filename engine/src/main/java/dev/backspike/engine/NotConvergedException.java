package dev.backspike.engine;

/** An iteration that has not reached its result within the steps that it takes with numbers in a sensible range. */
public final class NotConvergedException extends SimulationFailedException {

    private static final long serialVersionUID = 1L;

    public NotConvergedException(String message) {
        super(message);
    }

    @Override
    public String code() {
        return "solver-not-converged";
    }
}
