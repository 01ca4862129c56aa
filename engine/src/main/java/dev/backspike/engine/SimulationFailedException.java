package dev.backspike.engine;

import dev.backspike.common.code.FailureCode;

/**
 * A network cannot be simulated with its present numbers. The same numbers fail in the same way, so there is no retry.
 */
public abstract sealed class SimulationFailedException extends IllegalStateException
        permits RunawayNetworkException, NotConvergedException {

    private static final long serialVersionUID = 1L;

    SimulationFailedException(String message) {
        super(message);
    }

    /** The code of the failure that the attempt ends with. */
    public abstract FailureCode code();
}
