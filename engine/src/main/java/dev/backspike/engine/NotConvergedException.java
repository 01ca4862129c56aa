package dev.backspike.engine;

import dev.backspike.common.code.FailureCode;

/** An iteration has not converged within the number of steps that suffices for numbers in a sensible range. */
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
