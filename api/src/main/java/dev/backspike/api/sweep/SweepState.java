package dev.backspike.api.sweep;

/** The state of a sweep, derived from the states of its runs. */
enum SweepState {
    /** At least one run has not ended. */
    RUNNING,
    PAUSED,
    /** Every run has succeeded or was stopped by successive halving. */
    SUCCEEDED,
    /** Every run has ended, and at least one has failed. */
    FAILED,
    /** Every run has ended; the sweep or at least one run was cancelled by a user. */
    CANCELLED;

    static SweepState of(Sweep sweep, RunCounts runs) {
        if (runs.open() > 0) {
            return sweep.paused() ? PAUSED : RUNNING;
        }
        if (sweep.cancelled()) {
            return CANCELLED;
        }
        if (runs.failed() > 0) {
            return FAILED;
        }
        return runs.cancelledByUser() > 0 ? CANCELLED : SUCCEEDED;
    }
}
