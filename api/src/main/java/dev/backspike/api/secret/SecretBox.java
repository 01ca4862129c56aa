package dev.backspike.api.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.SecretKey;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;

/** Encrypts short texts for the database, with AES-256 in GCM mode and a new initialisation vector for each. */
public final class SecretBox {

    /** Identifies the method of encryption, so that a later release can support several. */
    private static final String PREFIX = "aes-gcm:";
    /**
     * Length of initialisation vector and authentication tag; the library does not check that a text is long enough.
     */
    private static final int SHORTEST = 16 + 16;

    private final BytesEncryptor encryptor;

    SecretBox(SecretKey key) {
        encryptor = AesGcmBytesEncryptor.withSecretKey(key).build();
    }

    /** Returns the encrypted text, printable. */
    public String seal(String text) {
        byte[] sealed = encryptor.encrypt(text.getBytes(StandardCharsets.UTF_8));
        return PREFIX + Base64.getEncoder().encodeToString(sealed);
    }

    /**
     * Returns the text that {@link #seal} was given.
     *
     * @throws UnreadableSecretException if it was sealed with another key, or has been changed
     */
    public String open(String sealed) {
        if (!sealed.startsWith(PREFIX)) {
            throw new UnreadableSecretException(null);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed.substring(PREFIX.length()));
            if (bytes.length < SHORTEST) {
                throw new UnreadableSecretException(null);
            }
            return new String(encryptor.decrypt(bytes), StandardCharsets.UTF_8);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new UnreadableSecretException(e);
        }
    }
}
