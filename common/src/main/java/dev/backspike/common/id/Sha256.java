package dev.backspike.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.backspike.common.code.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 hash of a content, which identifies files in the service and in workers.
 *
 * @param text 64 lower-case hexadecimal digits
 */
public record Sha256(String text) implements Identifier {

    private static final IdForm FORM =
            new IdForm(ProblemCode.BAD_SHA256, "a SHA-256 in 64 lower-case hexadecimal digits", "[0-9a-f]{64}");

    /** @throws MalformedIdException if the text has another form */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Sha256 {
        FORM.require(text);
    }

    public static Sha256 of(byte[] content) {
        return from(digest().digest(content));
    }

    /**
     * Returns the hash of a text in UTF-8. It must not be called {@code of}: Spring would use it to convert the text of
     * a hash.
     */
    public static Sha256 ofUtf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a digest for content that is read as a stream; {@link #from} accepts its result. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @param digest 32 bytes */
    public static Sha256 from(byte[] digest) {
        return new Sha256(HexFormat.of().formatHex(digest));
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(text);
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
