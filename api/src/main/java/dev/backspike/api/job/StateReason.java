package dev.backspike.api.job;

/**
 * Why a job is in its state.
 *
 * @param code for programs
 * @param message for people
 */
public record StateReason(String code, String message) {

    private static final int MAX_MESSAGE = 4000;

    /** Messages come from workers too; the column is finite, and PostgreSQL stores no U+0000. */
    public StateReason {
        message = message.replace('\0', '\uFFFD');
        message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
    }
}
