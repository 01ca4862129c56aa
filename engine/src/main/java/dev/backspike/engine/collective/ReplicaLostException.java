package dev.backspike.engine.collective;

/** Another replica has disappeared, is silent, or sends what does not belong there. */
public final class ReplicaLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int rank;

    ReplicaLostException(int rank, String why) {
        super("replica " + rank + " is lost: " + why);
        this.rank = rank;
    }

    ReplicaLostException(int rank, String why, Throwable cause) {
        super("replica " + rank + " is lost: " + why, cause);
        this.rank = rank;
    }

    /** Which replica. */
    public int rank() {
        return rank;
    }
}
