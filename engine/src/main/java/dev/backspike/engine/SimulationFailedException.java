package dev.backspike.engine;

/** Numbers with which a network cannot be simulated. The same numbers fail in the same way, so there is no retry. */
public abstract sealed class SimulationFailedException extends IllegalStateException
        permits RunawayNetworkException, NotConvergedException {

    private static final long serialVersionUID = 1L;

    SimulationFailedException(String message) {
        super(message);
    }

    /** Stable word for programs. */
    public abstract String code();
}
