package dev.backspike.engine.training;

import dev.backspike.common.code.FailureCode;

/** Training has produced a number that is infinite or not a number, so its further results would be meaningless. */
final class NotFiniteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final FailureCode code;

    NotFiniteException(FailureCode code, String message) {
        super(message);
        this.code = code;
    }

    Outcome.Failed outcome() {
        return new Outcome.Failed(code, String.valueOf(getMessage()));
    }
}
