package dev.backspike.common.protocol;

/** What the api wants of a running attempt. */
public enum Command {
    CONTINUE,
    /** Save a checkpoint, stop and report {@link AttemptEvent.Paused}. */
    PAUSE,
    /** Stop and report {@link AttemptEvent.Cancelled}. */
    CANCEL
}
