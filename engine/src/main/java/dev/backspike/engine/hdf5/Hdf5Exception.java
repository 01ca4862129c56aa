package dev.backspike.engine.hdf5;

/**
 * An HDF5 file is damaged, hostile, or uses a part of the format that is not supported. The message names the object
 * and the remedy, and no path of the file system.
 */
public final class Hdf5Exception extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean placed;

    Hdf5Exception(String message) {
        super(message);
        this.placed = false;
    }

    private Hdf5Exception(String message, Throwable cause) {
        super(message, cause);
        this.placed = true;
    }

    /** The same, saying which object it is about; the innermost object that said so stays. */
    static Hdf5Exception at(String object, Hdf5Exception cause) {
        return cause.placed ? cause : new Hdf5Exception(object + " " + cause.getMessage(), cause);
    }

    static Hdf5Exception damaged(String object, Throwable cause) {
        return new Hdf5Exception(object + " is damaged", cause);
    }

    static Hdf5Exception tooLarge(String object, ArithmeticException cause) {
        return new Hdf5Exception(object + " declares more elements than any file can hold", cause);
    }
}
