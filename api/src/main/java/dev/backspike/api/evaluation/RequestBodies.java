package dev.backspike.api.evaluation;

import dev.backspike.api.job.Submission;
import dev.backspike.api.problem.ProblemException;
import dev.backspike.common.code.ProblemCode;
import dev.backspike.common.evaluation.Split;
import dev.backspike.common.json.Fields;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.json.StrictJson;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the bodies of requests of this package have in common. */
final class RequestBodies {

    private RequestBodies() {}

    /** @throws ProblemException naming every invalid field */
    static <T> T read(@Nullable String body, Function<Fields, T> fields) {
        String given = body == null || body.isBlank() ? "{}" : body;
        return valid(() -> StrictJson.read(Submission.tree(given), fields));
    }

    /** Says of an invalid document that it is this request, not a job's specification. */
    static <T> T valid(Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidSpecException e) {
            int errors = e.errors().size();
            throw new ProblemException(
                    ProblemCode.INVALID_EVALUATION,
                    "the request has " + (errors == 1 ? "an error" : errors + " errors"),
                    e.errors());
        }
    }

    static Split split(Fields in) {
        return in.word("split", Split.TEST, Split.WORDS);
    }

    static @Nullable Integer checkpoint(Fields in) {
        return in.optionalCount("checkpoint");
    }

    static @Nullable JsonNode dataset(Fields in) {
        return in.optionalTree("dataset");
    }
}
