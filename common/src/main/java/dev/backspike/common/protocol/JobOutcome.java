package dev.backspike.common.protocol;

/** Why a job needs no worker: it has ended, it is paused, or there is no such job (any more). */
public enum JobOutcome {
    SUCCEEDED,
    FAILED,
    CANCELLED,
    PAUSED,
    NOT_FOUND
}
