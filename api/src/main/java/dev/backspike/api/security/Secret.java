package dev.backspike.api.security;

import dev.backspike.common.id.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** The secret of a token: 256 random bits, so that it cannot be guessed and an unsalted hash suffices for storage. */
record Secret(String text) {

    /** Identifies the kind of secret to users and to secret scanners. */
    private static final String PREFIX = "bsk_";

    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    private static final SecureRandom RANDOM = new SecureRandom();

    static Secret random() {
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    static boolean isOurs(String text) {
        return text.startsWith(PREFIX);
    }

    /** Whether a text has the form of {@link #random() such a secret}, with its full number of random bits. */
    static boolean isWellFormed(String text) {
        return FORM.matcher(text).matches();
    }

    String sha256() {
        return Sha256.ofUtf8(text).text();
    }

    /** Hides the secret, so that it does not appear in a log. */
    @Override
    public String toString() {
        return PREFIX + "...";
    }
}
