package dev.backspike.common.spec;

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
}
