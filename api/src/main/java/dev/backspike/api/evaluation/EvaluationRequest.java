package dev.backspike.api.evaluation;

import dev.backspike.common.evaluation.Split;
import dev.backspike.common.json.Fields;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to evaluate a trained network.
 *
 * @param dataset the data set, given as in a job's specification, with the same number of inputs; by default the job's
 *     own
 * @param split the part of the data set
 * @param checkpoint the number of a checkpoint; by default the model is run
 * @param limit evaluates the first samples only; by default all
 */
record EvaluationRequest(
        @Nullable JsonNode dataset, Split split, @Nullable Integer checkpoint, int limit) {

    static EvaluationRequest read(@Nullable String body) {
        return RequestBodies.read(body, EvaluationRequest::read);
    }

    static EvaluationRequest read(Fields in) {
        return new EvaluationRequest(
                RequestBodies.dataset(in),
                RequestBodies.split(in),
                RequestBodies.checkpoint(in),
                Objects.requireNonNullElse(in.optionalCount("limit"), Integer.MAX_VALUE));
    }
}
