package dev.backspike.api.job;

import dev.backspike.common.code.ReasonCode;

/** Who paused a job, which decides who resumes it. */
public enum PausedBy {
    /** A user, who resumes it. */
    USER(ReasonCode.PAUSED_BY_USER, "paused; resumes from "),
    /** A user, with its sweep. */
    SWEEP(ReasonCode.PAUSED_BY_SWEEP, "paused with its sweep; resumes from "),
    /** Its sweep, which has reached its limit of concurrent runs. */
    LIMIT(ReasonCode.HELD_BY_SWEEP, "held because its sweep has reached its limit of concurrent runs; resumes from "),
    /** Its sweep, at a rung: an epoch after which runs are compared. */
    RUNG(ReasonCode.WAITS_AT_RUNG, "waits at a rung of its sweep; once promoted, resumes from ");

    private final ReasonCode code;
    private final String message;

    PausedBy(ReasonCode code, String message) {
        this.code = code;
        this.message = message;
    }

    public ReasonCode code() {
        return code;
    }

    public StateReason reason(StartingPoint next) {
        return new StateReason(code, message + next.describe());
    }
}
