package dev.backspike.api.sweep;

/** Where a sweep stands, as its runs do. */
enum SweepState {
    /** Some run has not ended. */
    RUNNING,
    PAUSED,
    /** Every run has succeeded, or was stopped by successive halving. */
    SUCCEEDED,
    /** Every run has ended, and some have failed. */
    FAILED,
    /** Cancelled, or some runs were. */
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
