package dev.backspike.engine;

import dev.backspike.common.code.FailureCode;

/** A network spikes without bound: its numbers are no longer meaningful, and a retry would fail in the same way. */
public final class RunawayNetworkException extends SimulationFailedException {

    private static final long serialVersionUID = 1L;

    public RunawayNetworkException(String message) {
        super(message);
    }

    @Override
    public FailureCode code() {
        return FailureCode.NETWORK_RUNS_AWAY;
    }
}
