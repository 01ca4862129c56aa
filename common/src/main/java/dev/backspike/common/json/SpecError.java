package dev.backspike.common.json;

/**
 * An error in a document.
 *
 * @param pointer JSON pointer (RFC 6901) to the offending field; empty for the whole document
 * @param message what is wrong and how to correct it
 */
public record SpecError(String pointer, String message) {

    /** Returns the name of a field as a token of a pointer. */
    public static String token(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }

    /** Returns the name of the field that a {@link #token} stands for. */
    public static String field(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }
}
