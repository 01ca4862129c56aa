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
 * @param dataset the data set, given as in a job's specification, with the same number of inputs; by default the job's
 *     own
 * @param split the part of the data set
 * @param checkpoint the number of a checkpoint; by default the model is run
 * @param samples the numbers of at most 50 samples, counted from 0
 */
record RecordingRequest(
        @Nullable JsonNode dataset, Split split, @Nullable Integer checkpoint, List<Integer> samples) {

    private static final int MOST = 50;

    static RecordingRequest read(@Nullable String body) {
        return RequestBodies.read(body, RecordingRequest::read);
    }

    static RecordingRequest read(Fields in) {
        List<Integer> samples = in.integers("samples", new Range(0, true, Integer.MAX_VALUE));
        if (samples.size() > MOST) {
            in.error("samples", "must be at most " + MOST + " numbers of samples, were " + samples.size());
        }
        return new RecordingRequest(
                RequestBodies.dataset(in), RequestBodies.split(in), RequestBodies.checkpoint(in), samples);
    }
}
