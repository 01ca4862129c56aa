package dev.backspike.api.launcher.kubernetes;

/** The cluster did not do what it was asked for; the message says what and why, for users. */
final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
