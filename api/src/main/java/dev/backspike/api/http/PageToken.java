package dev.backspike.api.http;

import dev.backspike.api.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Where the next page of a list begins: after a key, in a form that says to clients that it is not theirs to make. */
public final class PageToken {

    private PageToken() {}

    public static String of(String lastKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(lastKey.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param keys what keys look like
     * @throws ProblemException if it is none of ours
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
        return ProblemException.badParameter("pageToken", "is not one that this service gave out");
    }
}
