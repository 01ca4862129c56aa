package dev.backspike.engine;

import dev.backspike.common.code.FailureCode;

/** A network that spikes without bound: its numbers no longer compute anything, and trying again gives the same. */
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
