package dev.backspike.api.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Signs short texts with HMAC-SHA256, so that every replica of the service recognises what one of them has issued. The
 * key is derived (HKDF, RFC 5869) from that of {@link SecretBox}, and is another one.
 */
public final class Signatures {

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] PURPOSE = "backspike signatures".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;

    private final SecretKey key;

    Signatures(SecretKey of) {
        try {
            key = KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            ALGORITHM, HKDFParameterSpec.ofExtract().addIKM(of).thenExpand(PURPOSE, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks HKDF-SHA256", e);
        }
    }

    /** Returns the signature of a text: 43 letters, digits, {@code -} and {@code _}. */
    public String of(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }

    /** Whether this is the signature of the text; takes the same time whatever differs. */
    public boolean verify(String text, String signature) {
        return MessageDigest.isEqual(
                of(text).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
    }
}
