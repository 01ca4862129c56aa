package dev.backspike.api.job;

/** Who wants a job to stand still, which decides who lets it go on. */
public enum PausedBy {
    /** A user, who resumes it. */
    USER("paused-by-user", "paused; resumed, it goes on from "),
    /** A user, with its sweep. */
    SWEEP("paused-by-sweep", "its sweep was paused; resumed, it goes on from "),
    /** Its sweep runs no more at a time. */
    LIMIT("held-by-sweep", "its sweep runs no more at a time; when its turn comes, it goes on from "),
    /** The epoch after which it is compared with the other runs of its sweep. */
    RUNG("waits-at-rung", "has reached a rung of its sweep; if it is among the best, it goes on from ");

    private final String code;
    private final String message;

    PausedBy(String code, String message) {
        this.code = code;
        this.message = message;
    }

    public String code() {
        return code;
    }

    /** @param from where it goes on, for people */
    public StateReason reason(String from) {
        return new StateReason(code, message + from);
    }
}
