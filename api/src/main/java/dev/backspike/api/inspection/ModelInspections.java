package dev.backspike.api.inspection;

import dev.backspike.common.evaluation.Evaluated;
import dev.backspike.common.evaluation.GivenSample;
import dev.backspike.common.evaluation.Split;
import dev.backspike.common.evaluation.Trials;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionFrames;
import dev.backspike.engine.inspection.InspectionRequest;
import dev.backspike.engine.inspection.ModelInspector;
import dev.backspike.engine.inspection.StoredValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Runs trained networks. */
final class ModelInspections implements ModelInspector {

    /**
     * The share of the inspection timeout that trials may take. The rest is for reading the data and for the answer,
     * which reports how many samples were run if the time does not suffice.
     */
    private static final double FOR_TRIALS = 0.75;

    private final InspectionClient client;
    private final UploadPaths paths;
    private final double seconds;

    /** @param timeout of an inspection */
    ModelInspections(InspectionClient client, UploadPaths paths, Duration timeout) {
        this.client = client;
        this.paths = paths;
        seconds = FOR_TRIALS * timeout.toMillis() / 1e3;
    }

    @Override
    public Evaluated evaluate(JobSpec spec, StoredValues values, Split split, int limit) {
        return ask(new InspectionRequest.OfEvaluation(job(spec, values), split, limit, seconds), Evaluated.class);
    }

    @Override
    public Trials record(JobSpec spec, StoredValues values, Split split, List<Integer> samples) {
        return ask(new InspectionRequest.OfRecording(job(spec, values), split, samples, seconds), Trials.class);
    }

    @Override
    public Trials predict(JobSpec spec, StoredValues values, List<GivenSample> samples, boolean record) {
        return ask(new InspectionRequest.OfPrediction(job(spec, values), samples, record, seconds), Trials.class);
    }

    private InspectionRequest.TrainedJob job(JobSpec spec, StoredValues values) {
        return new InspectionRequest.TrainedJob(InspectionFrames.json().valueToTree(spec), paths.of(spec), values);
    }

    private <T> T ask(InspectionRequest request, Class<T> type) {
        InspectionAnswer answer = client.ask(request);
        return switch (answer) {
            case InspectionAnswer.Done(JsonNode result) ->
                InspectionFrames.json().treeToValue(result, type);
            case InspectionAnswer.InvalidSpec invalid -> throw new InvalidSpecException(invalid.errors());
            case InspectionAnswer.Unreadable(String problem) ->
                throw new UncheckedIOException(new IOException(problem));
            default -> throw client.refusal(answer);
        };
    }
}
