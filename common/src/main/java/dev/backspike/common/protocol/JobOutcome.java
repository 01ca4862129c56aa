package dev.backspike.common.protocol;

/**
 * Why a job needs no worker, or not this one: it has ended, it is paused, there is no such job (any more), or the
 * attempt is over that the worker was launched for, in which case the next attempt has a worker of its own.
 */
public enum JobOutcome {
    SUCCEEDED,
    FAILED,
    CANCELLED,
    PAUSED,
    NOT_FOUND,
    ATTEMPT_OVER
}
