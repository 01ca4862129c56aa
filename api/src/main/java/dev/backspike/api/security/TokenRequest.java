package dev.backspike.api.security;

import dev.backspike.common.code.ProblemCode;
import dev.backspike.api.access.Scope;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.spec.Fields;
import dev.backspike.common.spec.SpecError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/** A token that an admin asks for. */
record TokenRequest(String name, Scope scope, Duration valid) {

    private static final int DAYS = 90;
    private static final int MOST_DAYS = 3650;
    private static final Map<String, Scope> SCOPES =
            Arrays.stream(Scope.values()).collect(Collectors.toMap(Scope::word, Function.identity()));

    /** @throws ProblemException naming every field that is wrong */
    static TokenRequest read(JsonNode tree) {
        List<SpecError> errors = new ArrayList<>();
        Fields in = Fields.of(tree, "", errors);
        String name = in.text("name");
        if (in.has("name") && !AccessToken.isName(name)) {
            in.error(
                    "name",
                    "must have 1 to 200 letters, digits and . _ - @ | :, begin with a letter or digit, and not be local"
                            + " or nobody");
        }
        if (!in.has("scope")) {
            in.error("scope", "is required: viewer, submitter, worker or admin");
        }
        Scope scope = in.word("scope", Scope.VIEWER, SCOPES);
        int days = Objects.requireNonNullElse(in.optionalCount("days"), DAYS);
        if (days > MOST_DAYS) {
            in.error("days", "must be at most " + MOST_DAYS);
        }
        in.end();
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT, ProblemCode.INVALID_TOKEN, "such a token cannot be made", errors);
        }
        return new TokenRequest(name, scope, Duration.ofDays(days));
    }
}
