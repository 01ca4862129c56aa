package dev.backspike.common.file;

/** A file that no job could use; the message says why, as the end of a sentence that begins with "the file". */
public final class InvalidDataFileException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidDataFileException(String problem) {
        super(problem);
    }
}
