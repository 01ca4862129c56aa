package dev.backspike.api.security;

import dev.backspike.api.access.Scope;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.json.Fields;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.StrictJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request of an admin to create a token.
 *
 * @param name who uses the token, the owner of the jobs that it submits: 1 to 200 letters, digits and {@code . _ - @ |
 *     :}, beginning with a letter or digit
 * @param scope what the token allows
 * @param days how long the token is valid, at most 3650; by default 90
 */
record TokenRequest(String name, Scope scope, @Nullable Integer days) {

    private static final int DAYS = 90;
    private static final int MOST_DAYS = 3650;
    private static final Map<String, Scope> SCOPES =
            Arrays.stream(Scope.values()).collect(Collectors.toMap(Scope::word, Function.identity()));

    /** @throws ProblemException naming every invalid field */
    static TokenRequest read(JsonNode tree) {
        try {
            return StrictJson.read(tree, TokenRequest::read);
        } catch (InvalidSpecException e) {
            throw new ProblemException(ProblemCode.INVALID_TOKEN, "the request has an invalid field", e.errors());
        }
    }

    static TokenRequest read(Fields in) {
        String name = in.text("name", TokenRequest::nameObjection);
        Scope scope = in.word("scope", SCOPES);
        Integer days = in.optionalCount("days");
        if (days != null && days > MOST_DAYS) {
            in.error("days", "must be at most " + MOST_DAYS);
        }
        return new TokenRequest(name, scope, days);
    }

    Duration valid() {
        return Duration.ofDays(Objects.requireNonNullElse(days, DAYS));
    }

    private static @Nullable String nameObjection(String name) {
        return AccessToken.isName(name)
                ? null
                : "must have 1 to 200 letters, digits and . _ - @ | :, begin with a letter or digit, and not be local"
                        + " or nobody";
    }
}
