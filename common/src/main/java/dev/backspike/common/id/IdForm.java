package dev.backspike.common.id;

import dev.backspike.common.code.ProblemCode;
import java.util.regex.Pattern;

/**
 * The form of one kind of identifier.
 *
 * @param code the code reported for a text that does not have the form
 * @param rule the form, as the end of a sentence that begins with "must be"
 */
record IdForm(ProblemCode code, String rule, Pattern pattern) {

    private static final int SHOWN = 80;

    IdForm(ProblemCode code, String rule, String pattern) {
        this(code, rule, Pattern.compile(pattern));
    }

    /** @throws MalformedIdException if the text is not of this form */
    void require(String text) {
        if (!pattern.matcher(text).matches()) {
            throw new MalformedIdException(code, "must be " + rule + ", was \"" + shown(text) + "\"");
        }
    }

    /** Returns a short, printable version of the text, which may come from anyone. */
    private static String shown(String text) {
        String start = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
