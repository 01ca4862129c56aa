package dev.backspike.api.job;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.StrictJson;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/**
 * What was sent to be accepted, of a job or a sweep.
 *
 * @param key the Idempotency-Key; null without one
 * @param sha256 of the body
 */
public record Submission(String body, @Nullable String key, String sha256) {

    private static final int MAX_KEY = 255;

    /** @throws ProblemException if the key is not usable */
    public static Submission of(String body, @Nullable String key) {
        if (key != null && (key.isBlank() || key.length() > MAX_KEY)) {
            throw ProblemException.badParameter("Idempotency-Key", "must have 1 to " + MAX_KEY + " characters");
        }
        return new Submission(body, key, Sha256.ofUtf8(body).text());
    }

    /**
     * @param earlier the sha256 of the body that came with this key before
     * @param made what that made, such as {@code job j...}
     * @throws ProblemException if it is another one
     */
    public void requireSame(String earlier, String made) {
        if (!earlier.equals(sha256)) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "idempotency-key-reused",
                    "this Idempotency-Key came with another body before, for " + made + "; use a new key for a new "
                            + made.substring(0, made.indexOf(' ')));
        }
    }

    /** @throws ProblemException if the body is not JSON */
    public static JsonNode tree(String body) {
        try {
            return StrictJson.parse(body);
        } catch (InvalidSpecException e) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST, "malformed-json", "the body" + e.getMessage(), e.errors());
        }
    }
}
