package dev.backspike.api.evaluation;

import dev.backspike.common.evaluation.Split;
import dev.backspike.common.json.Fields;
import dev.backspike.common.json.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to record samples of a data set.
 *
 * @param dataset of a specification; null for the job's own
 * @param split the part of it
 * @param checkpoint its number; null for the model
 * @param samples their numbers
 */
record RecordingRequest(
        @Nullable JsonNode dataset, Split split, @Nullable Integer checkpoint, List<Integer> samples) {

    private static final int MOST = 50;

    static RecordingRequest read(@Nullable String body) {
        return RequestBodies.read(body, RecordingRequest::read);
    }

    private static RecordingRequest read(Fields in) {
        List<Integer> samples = in.integers("samples", new Range(0, true, Integer.MAX_VALUE));
        if (samples.size() > MOST) {
            in.error("samples", "must be at most " + MOST + " numbers of samples, were " + samples.size());
        }
        return new RecordingRequest(
                RequestBodies.dataset(in), RequestBodies.split(in), RequestBodies.checkpoint(in), samples);
    }
}
