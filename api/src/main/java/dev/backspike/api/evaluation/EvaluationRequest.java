package dev.backspike.api.evaluation;

import dev.backspike.common.evaluation.Split;
import dev.backspike.common.json.Fields;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to evaluate a trained network.
 *
 * @param dataset of a specification; null for the job's own
 * @param split the part of it
 * @param checkpoint its number; null for the model
 * @param limit samples at most
 */
record EvaluationRequest(
        @Nullable JsonNode dataset, Split split, @Nullable Integer checkpoint, int limit) {

    static EvaluationRequest read(@Nullable String body) {
        return RequestBodies.read(body, EvaluationRequest::read);
    }

    private static EvaluationRequest read(Fields in) {
        return new EvaluationRequest(
                RequestBodies.dataset(in),
                RequestBodies.split(in),
                RequestBodies.checkpoint(in),
                Objects.requireNonNullElse(in.optionalCount("limit"), Integer.MAX_VALUE));
    }
}
