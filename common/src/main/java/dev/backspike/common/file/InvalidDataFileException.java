package dev.backspike.common.file;

import dev.backspike.common.json.SpecError;
import java.util.List;

/** The file cannot be used by any job. The message states why, as the end of a sentence that begins with "the file". */
public final class InvalidDataFileException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<SpecError> errors;

    public InvalidDataFileException(String problem) {
        this(problem, List.of());
    }

    /** @param errors all that is wrong, each with the path of the object within the file */
    public InvalidDataFileException(String problem, List<SpecError> errors) {
        super(problem);
        this.errors = List.copyOf(errors);
    }

    /** Empty if the message says all. */
    public List<SpecError> errors() {
        return errors;
    }
}
