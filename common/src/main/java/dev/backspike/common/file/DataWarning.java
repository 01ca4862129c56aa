package dev.backspike.common.file;

import dev.backspike.common.code.NoteCode;

/**
 * A likely mistake in data.
 *
 * @param code see {@link NoteCode}
 * @param message a sentence for users, without the name of the data
 */
public record DataWarning(String code, String message) {

    public DataWarning(NoteCode code, String message) {
        this(code.word(), message);
    }
}
