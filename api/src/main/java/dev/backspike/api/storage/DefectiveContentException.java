package dev.backspike.api.storage;

import java.nio.file.NoSuchFileException;

/** A stored file cannot be served, because it is missing or its bytes are not those that were stored. */
public final class DefectiveContentException extends RuntimeException {

    /** What is wrong with a content. */
    public enum Defect {
        /** The store does not have it. */
        MISSING,
        /** Its bytes have another SHA-256 than they were stored with. */
        DAMAGED
    }

    private static final long serialVersionUID = 1L;

    private final Defect defect;

    /** @param what the content as a user knows it, such as {@code the model of job ...} */
    public DefectiveContentException(String what, Defect defect) {
        super(what
                + switch (defect) {
                    case MISSING -> " is missing from the storage of the service";
                    case DAMAGED ->
                        " is damaged in the storage of the service: its bytes have another SHA-256 than they were"
                                + " stored with";
                });
        this.defect = defect;
    }

    /** A content that has gone while it was to be read. */
    public static DefectiveContentException missing(String what, NoSuchFileException cause) {
        DefectiveContentException failure = new DefectiveContentException(what, Defect.MISSING);
        failure.initCause(cause);
        return failure;
    }

    public Defect defect() {
        return defect;
    }

    /** What is wrong, for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
