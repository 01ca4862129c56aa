package dev.backspike.common.json;

/**
 * One thing wrong with a document that a user sent.
 *
 * @param pointer JSON pointer (RFC 6901) to the offending field; empty for the whole document
 * @param message what is wrong and how to mend it
 */
public record SpecError(String pointer, String message) {

    /** A field's name as it stands in a pointer. */
    public static String token(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }

    /** The field that a {@link #token} stands for. */
    public static String field(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }
}
