package dev.backspike.api.evaluation;

import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.json.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to predict the classes of the samples in it.
 *
 * @param samples 1 to 100 samples
 * @param checkpoint the number of a checkpoint; by default the model is run
 * @param record whether the answer contains the spikes of all populations
 */
record PredictionRequest(
        List<GivenSample> samples, @Nullable Integer checkpoint, boolean record) {

    private static final int MOST = 100;

    static PredictionRequest read(@Nullable String body) {
        return RequestBodies.read(body, PredictionRequest::read);
    }

    static PredictionRequest read(Fields in) {
        List<GivenSample> samples = in.list("samples", PredictionRequest::sample);
        if (samples.isEmpty() || samples.size() > MOST) {
            in.error("samples", "must be 1 to " + MOST + " samples, were " + samples.size());
        }
        return new PredictionRequest(samples, RequestBodies.checkpoint(in), in.flag("record", false));
    }

    private static GivenSample sample(Fields in) {
        return new GivenSample(
                values(in, "times", JsonNode::isNumber, JsonNode::asDouble, "a number"),
                values(in, "units", JsonNode::isInt, JsonNode::asInt, "a whole number"));
    }

    private static <T> List<T> values(
            Fields in, String field, Predicate<JsonNode> isOne, Function<JsonNode, T> value, String what) {
        JsonNode array = in.tree(field);
        List<T> values = new ArrayList<>();
        if (!array.isArray()) {
            in.error(field, "must be an array, one entry for each spike, was " + Fields.describe(array));
            return values;
        }
        for (int k = 0; k < array.size(); k++) {
            JsonNode entry = array.get(k);
            if (!isOne.test(entry)) {
                in.error(field, "must have " + what + " at index " + k + ", was " + Fields.describe(entry));
                return values;
            }
            values.add(value.apply(entry));
        }
        return values;
    }
}
