package dev.backspike.common.file;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.backspike.common.code.ImportNoteCode;
import org.jspecify.annotations.Nullable;

/**
 * An assumption or a conversion that the import of a network made, where the file leaves something open or expresses it
 * differently.
 *
 * @param node the node of the file, as it is named there; null where the note concerns the whole file
 * @param min the smallest of the numbers that the note is about, in the unit that the message names; null if it is
 *     about none
 * @param max the largest of them
 * @param message a sentence for the user
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportNote(
        ImportNoteCode code,
        @Nullable String node,
        @Nullable Double min,
        @Nullable Double max,
        String message) {

    public ImportNote(ImportNoteCode code, @Nullable String node, String message) {
        this(code, node, null, null, message);
    }
}
