package dev.backspike.api.http;

import dev.backspike.api.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** The position of the next page of a list: a key, encoded so that clients treat it as opaque. */
public final class PageToken {

    private PageToken() {}

    public static String of(String lastKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastKey.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Decodes a token.
     *
     * @param keys the pattern of keys
     * @throws ProblemException if the service did not issue the token
     */
    public static String read(String token, Pattern keys) {
        try {
            String key = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (keys.matcher(key).matches()) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw notOurs();
        }
        throw notOurs();
    }

    private static ProblemException notOurs() {
        return ProblemException.badParameter("pageToken", "is not a token that this service has returned");
    }
}
