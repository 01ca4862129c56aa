package dev.backspike.common.event;

/** Why an attempt failed, as far as it decides whether another one makes sense. */
public enum FailureKind {
    /** The specification or its data is at fault; trying again gives the same. */
    USER,
    /** The numbers stopped being numbers; trying again gives the same. */
    NUMERICS,
    OUT_OF_MEMORY,
    /** A machine, disk or network is at fault. */
    INFRASTRUCTURE,
    /** The training made no step for too long. */
    NO_PROGRESS,
    /** An error that nobody expected. */
    UNEXPECTED
}
