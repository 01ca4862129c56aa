package dev.backspike.api.job;

import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.id.Sha256;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A submitted job or sweep.
 *
 * @param key the Idempotency-Key; null without one
 * @param sha256 hash of the body
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
     * @param earlier the sha256 of the body that was submitted with this key before
     * @param kind what that submission created: {@code job} or {@code sweep}
     * @throws ProblemException if the bodies differ
     */
    public void requireSame(String earlier, String kind, String id) {
        if (!earlier.equals(sha256)) {
            throw new ProblemException(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED,
                    "this Idempotency-Key was used with a different body for " + kind + " " + id
                            + "; use a new key for a new " + kind);
        }
    }

    /** @throws ProblemException if the body is not JSON */
    public static JsonNode tree(String body) {
        try {
            return StrictJson.parse(body);
        } catch (InvalidSpecException e) {
            throw new ProblemException(ProblemCode.MALFORMED_JSON, "the body" + e.getMessage(), e.errors());
        }
    }
}
