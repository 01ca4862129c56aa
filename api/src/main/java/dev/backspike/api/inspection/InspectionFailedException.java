package dev.backspike.api.inspection;

/** An inspection ended without an answer. */
final class InspectionFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    enum Kind {
        /** It exceeded its time limit. */
        TIMED_OUT,
        /** Its process exhausted its memory. */
        OUT_OF_MEMORY,
        /** Its process crashed, or sent something that is not an answer. */
        CRASHED,
        /** Its process was killed from outside. */
        KILLED,
        /** No process could be started. */
        NOT_STARTED,
        /** No process became free in time. */
        BUSY
    }

    private final Kind kind;

    /** @param message for the log */
    InspectionFailedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
