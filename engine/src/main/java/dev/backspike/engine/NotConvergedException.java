package dev.backspike.engine;

import dev.backspike.common.code.FailureCode;

/** An iteration that has not reached its result within the steps that it takes with numbers in a sensible range. */
public final class NotConvergedException extends SimulationFailedException {

    private static final long serialVersionUID = 1L;

    public NotConvergedException(String message) {
        super(message);
    }

    @Override
    public FailureCode code() {
        return FailureCode.SOLVER_NOT_CONVERGED;
    }
}
