package dev.backspike.common.protocol;

/** A command of the service to a running attempt. */
public enum Command {
    CONTINUE,
    /** Store a checkpoint, stop and report {@link AttemptEvent.Paused}. */
    PAUSE,
    /** Stop and report {@link AttemptEvent.Cancelled}. */
    CANCEL
}
