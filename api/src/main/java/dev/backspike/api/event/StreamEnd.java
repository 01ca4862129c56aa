package dev.backspike.api.event;

/** The reason why an event stream has ended, or was never opened. */
enum StreamEnd {
    /** The event that ends the job was sent. */
    JOB_ENDED,
    JOB_DELETED,
    /** The subscriber has closed the connection, or lost it. */
    DISCONNECTED,
    /** The subscriber has not read for as long as the server waits. */
    TOO_SLOW,
    /** All places were taken. */
    REFUSED,
    SHUTDOWN,
    /** A fault of the service or of its database. */
    FAILED
}
