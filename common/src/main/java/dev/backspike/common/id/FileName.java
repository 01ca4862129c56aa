package dev.backspike.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.backspike.common.code.ProblemCode;

/** The plain name of a file, without a folder: of an uploaded file, or of an artifact of an attempt. */
public record FileName(String text) implements Identifier {

    private static final IdForm FORM = new IdForm(
            ProblemCode.BAD_FILE_NAME,
            "a file name: 1 to 100 letters, digits, dots, dashes and underscores, the first a letter or digit",
            "[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** @throws MalformedIdException if the text has another form */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public FileName {
        FORM.require(text);
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
