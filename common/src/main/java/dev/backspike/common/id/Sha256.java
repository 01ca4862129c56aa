package dev.backspike.common.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.backspike.common.code.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a content, by which files are known on both sides of the wire.
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

    /** The hash of the text in UTF-8. Not called {@code of}: Spring would convert texts of hashes by hashing them. */
    public static Sha256 ofUtf8(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** For content that is read as a stream; {@link #from} takes the result of the digest. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
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
