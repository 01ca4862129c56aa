package dev.backspike.api.inspection;

import dev.backspike.common.file.DataReport;
import dev.backspike.common.json.InvalidSpecException;
import dev.backspike.common.spec.JobSpec;
import dev.backspike.common.spec.reading.JobSpecParser;
import dev.backspike.engine.inspection.GradientReport;
import dev.backspike.engine.inspection.Inspection;
import dev.backspike.engine.inspection.InspectionAnswer;
import dev.backspike.engine.inspection.InspectionFrames;
import dev.backspike.engine.inspection.InspectionRequest;
import dev.backspike.engine.inspection.InspectionRequest.Question;
import dev.backspike.engine.inspection.JobInspector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Inspects specifications. */
final class JobInspections implements JobInspector {

    private final InspectionClient client;
    private final UploadPaths paths;

    JobInspections(InspectionClient client, UploadPaths paths) {
        this.client = client;
        this.paths = paths;
    }

    @Override
    public Inspection inspect(JobSpec spec) {
        JsonNode result = ask(Question.INSPECT, spec);
        return new Inspection(
                JobSpecParser.parse(result.get("resolved")),
                result.get("parameters").asLong(),
                result.get("memoryBytes").asLong());
    }

    @Override
    public List<Integer> speakers(JobSpec spec) {
        JsonNode result = ask(Question.SPEAKERS, spec);
        return IntStream.range(0, result.size())
                .mapToObj(i -> result.get(i).asInt())
                .toList();
    }

    @Override
    public GradientReport checkGradients(JobSpec resolved) {
        return InspectionFrames.json().treeToValue(ask(Question.GRADIENTS, resolved), GradientReport.class);
    }

    @Override
    public DataReport data(JobSpec resolved, int examples) {
        JsonNode result = ask(new InspectionRequest.OfData(
                InspectionFrames.json().valueToTree(resolved), paths.of(resolved), examples));
        return InspectionFrames.json().treeToValue(result, DataReport.class);
    }

    private JsonNode ask(Question question, JobSpec spec) {
        return ask(new InspectionRequest.OfJob(question, InspectionFrames.json().valueToTree(spec), paths.of(spec)));
    }

    private JsonNode ask(InspectionRequest request) {
        InspectionAnswer answer = client.ask(request);
        return switch (answer) {
            case InspectionAnswer.Done(JsonNode result) -> result;
            case InspectionAnswer.InvalidSpec invalid -> throw new InvalidSpecException(invalid.errors());
            case InspectionAnswer.Unreadable(String problem) ->
                throw new UncheckedIOException(new IOException(problem));
            default -> throw client.refusal(answer);
        };
    }
}
