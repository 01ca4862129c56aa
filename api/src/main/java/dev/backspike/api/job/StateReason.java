package dev.backspike.api.job;

import dev.backspike.common.code.FailureCode;
import dev.backspike.common.code.ReasonCode;

/**
 * Why a job is in its state.
 *
 * @param code a {@link ReasonCode}, or the {@link FailureCode} of an attempt, which may be of a later release
 * @param message text for users
 */
public record StateReason(String code, String message) {

    private static final int MAX_MESSAGE = 4000;

    public StateReason(ReasonCode code, String message) {
        this(code.word(), message);
    }

    /**
     * Truncates the message, which may come from a worker, to the length of the column, and removes U+0000, which
     * PostgreSQL cannot store.
     */
    public StateReason {
        message = message.replace('\0', '\uFFFD');
        message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
    }
}
