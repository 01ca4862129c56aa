package dev.backspike.api.inspection;

/** An inspection that has no answer. */
final class InspectionFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    enum Kind {
        /** It took longer than it may. */
        TIMED_OUT,
        /** Its process had too little memory. */
        OUT_OF_MEMORY,
        /** Its process ended itself, or answered what is no answer. */
        CRASHED,
        /** Its process was ended from outside. */
        KILLED,
        /** No process could be started for it. */
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
